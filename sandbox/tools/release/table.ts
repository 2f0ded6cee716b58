/**
 * The publishers' releases: per tool and platform the address, the layout, the version and the checksum.
 *
 * A version stands here with the digests that belong to it: whoever raises one raises the other. Most are the catalogue's;
 * the three that are not ({@link DEPLOYED}) are what clusters run.
 */
import type { Checksum, Files, Part, Release } from "./release";

/** The version that is deployed to clusters, where it cannot be built from Go modules: this is the only place that says so. */
export const DEPLOYED = {
  /** By the chart. */
  alertmanager: "0.34.0",
  /** By exporters/postgres. */
  "postgres-exporter": "0.20.1",
  /** By package.json. */
  "pulumi-resource-kubernetes": "4.34.2",
} as const;

/** A platform with the names that publishers give it. */
interface Target {
  readonly platform: "linux" | "darwin";
  readonly arch: "x64" | "arm64";
  /** As Go names the processor; Pulumi's CLI has Node's name. */
  readonly goarch: "amd64" | "arm64";
}

const TARGETS = {
  "linux x64": { platform: "linux", arch: "x64", goarch: "amd64" },
  "linux arm64": { platform: "linux", arch: "arm64", goarch: "arm64" },
  "darwin x64": { platform: "darwin", arch: "x64", goarch: "amd64" },
  "darwin arm64": { platform: "darwin", arch: "arm64", goarch: "arm64" },
} as const satisfies Readonly<Record<string, Target>>;

/** The platform that the nightly workflow runs on. */
const NIGHTLY: keyof typeof TARGETS = "linux x64";

/** No digest of the release is on record: the publisher's checksum file says it. */
const LISTED = "listed";

/** SHA-256 by platform. A platform that is not there has no release that could be used. */
type Digests = Partial<Record<keyof typeof TARGETS, string>>;

/** Linux and macOS, without a digest. */
const listedForAll: Digests = {
  "linux x64": LISTED,
  "linux arm64": LISTED,
  "darwin x64": LISTED,
  "darwin arm64": LISTED,
};

/** Linux, without a digest or with an image's, which is the same for both. */
const linux: Digests = { "linux x64": LISTED, "linux arm64": LISTED };

/** One tool. */
interface Tool {
  readonly tool: string;
  readonly version: string;
  readonly digests: Digests;
  /** @param digest of the table, or {@link LISTED}. */
  readonly parts: (target: Target, digest: string) => readonly Part[];
}

/** Files of a release on GitHub. */
const github = (repository: string, version: string): string =>
  `https://github.com/${repository}/releases/download/v${version}`;

const checksum = (digest: string, list: string): Checksum => (digest === LISTED ? { list } : { sha256: digest });

/** The executables of a folder in an archive; of its root without one. */
function inFolder(folder: string, ...commands: readonly string[]): Files {
  return Object.fromEntries(commands.map((command) => [command, folder === "" ? command : `${folder}/${command}`]));
}

/** Prometheus and its exporters are all packed alike. */
function prometheusProject(
  { tool, version, digests }: Pick<Tool, "tool" | "version" | "digests">,
  repository: string,
  ...commands: readonly string[]
): Tool {
  return {
    tool,
    version,
    digests,
    parts: ({ platform, goarch }, digest) => {
      const folder = `${repository.split("/")[1]}-${version}.${platform}-${goarch}`;
      const release = github(repository, version);
      return [
        {
          kind: "archive",
          address: `${release}/${folder}.tar.gz`,
          checksum: checksum(digest, `${release}/sha256sums.txt`),
          files: inFolder(folder, ...commands),
        },
      ];
    },
  };
}

const tools: readonly Tool[] = [
  {
    tool: "etcd",
    version: "3.6.5",
    // Not for darwin: the archives are .zip files there.
    digests: {
      "linux x64": "66bad39ed920f6fc15fd74adcb8bfd38ba9a6412f8c7852d09eb11670e88cac3",
      "linux arm64": "7010161787077b07de29b15b76825ceacbbcedcb77fe2e6832f509be102cab6b",
    },
    parts: ({ platform, goarch }, digest) => {
      const folder = `etcd-v3.6.5-${platform}-${goarch}`;
      const release = github("etcd-io/etcd", "3.6.5");
      return [
        {
          kind: "archive",
          address: `${release}/${folder}.tar.gz`,
          checksum: checksum(digest, `${release}/SHA256SUMS`),
          files: inFolder(folder, "etcd"),
        },
      ];
    },
  },
  {
    tool: "kubernetes",
    version: "1.36.3",
    // Not for darwin: there are no servers.
    digests: linux,
    parts: ({ goarch }, digest) =>
      ["kube-apiserver", "kube-controller-manager", "kube-scheduler"].map((command) => {
        const address = `https://dl.k8s.io/release/v1.36.3/bin/linux/${goarch}/${command}`;
        return { kind: "executable", address, checksum: checksum(digest, `${address}.sha256`), command };
      }),
  },
  {
    tool: "kwok",
    version: "0.8.0",
    // Not for darwin on x64: no digest is on record, and the release has no checksum file.
    digests: {
      "linux x64": "f5a4385a2ae1b9dd7f8acae18e002a75c0ebba124ae9d7259aa8dadb50711f46",
      "linux arm64": "628f7d277860f524a2a775c217adcc58828e7b59ab0933680315784f1b8b0e37",
      "darwin arm64": "69a064ec98d37844d9d742b5b28ff57825659a983ccc3e208daa6948b94d64ba",
    },
    parts: ({ platform, goarch }, digest) => [
      {
        kind: "executable",
        address: `${github("kubernetes-sigs/kwok", "0.8.0")}/kwok-${platform}-${goarch}`,
        checksum: { sha256: digest },
        command: "kwok",
      },
    ],
  },
  {
    tool: "pulumi",
    version: "3.250.0",
    digests: {
      "linux x64": "8916fd36ccc96adbd45ca679194b685e3b767d94502ae05610878a6d9870b8f3",
      "linux arm64": "deb4bf0d05b4cbaf3adcf82ffa44039ad0ebf039e33338ead8136877a437b4e5",
      "darwin x64": "8aa1615ed737022949d4050bf183ab37bce1f9cecb88877bc6636db82604e348",
      "darwin arm64": "dbd289ce3069cf567683252082e226aef533775f546df7286f64f3f36f5fda28",
    },
    parts: ({ platform, arch }, digest) => {
      const release = github("pulumi/pulumi", "3.250.0");
      return [
        {
          kind: "archive",
          address: `${release}/pulumi-v3.250.0-${platform}-${arch}.tar.gz`,
          checksum: checksum(digest, `${release}/pulumi-3.250.0-checksums.txt`),
          // The CLI alone: the archive's language hosts are not used, the sandbox brings its own.
          files: inFolder("pulumi", "pulumi"),
        },
      ];
    },
  },
  {
    tool: "pulumi-resource-kubernetes",
    version: DEPLOYED["pulumi-resource-kubernetes"],
    digests: listedForAll,
    parts: ({ platform, goarch }, digest) => {
      const version = DEPLOYED["pulumi-resource-kubernetes"];
      const release = github("pulumi/pulumi-kubernetes", version);
      return [
        {
          kind: "archive",
          address: `${release}/pulumi-resource-kubernetes-v${version}-${platform}-${goarch}.tar.gz`,
          // Its name is inferred from those of other tools of the publisher.
          checksum: checksum(digest, `${release}/pulumi-kubernetes_${version}_checksums.txt`),
          files: inFolder("", "pulumi-resource-kubernetes"),
        },
      ];
    },
  },
  {
    tool: "prometheus-operator",
    version: "0.93.1",
    // Not for darwin: the image is of Linux, and there is no archive.
    digests: linux,
    parts: () => [
      {
        kind: "image",
        registry: "https://quay.io",
        repository: "prometheus-operator/prometheus-operator",
        digest: "sha256:e52bb28fd41c98dd407c7a8cba8bdcfe7eabd7447e250afaf1fe7bb816dedbff",
        files: { "prometheus-operator": "bin/operator" },
      },
      {
        kind: "documents",
        address: `${github("prometheus-operator/prometheus-operator", "0.93.1")}/stripped-down-crds.yaml`,
        checksum: { none: "The release has no checksum file." },
        to: "crds",
      },
    ],
  },
  prometheusProject(
    {
      tool: "alertmanager",
      version: DEPLOYED.alertmanager,
      digests: {
        "linux x64": "19c75a11d8c03dc4ade7abdbddfb3a8f28c9e7b000d0849cda0cd71dffd74a03",
        "linux arm64": "a96ef16598ddc58e84d28167b3352b30e3205698d76c56ef467e4504d7664da4",
        "darwin x64": "2c76c6bb30f030296cbfbf803bfd99494987197fcb8743f73ef5f351d568ce97",
        "darwin arm64": "0cb31efe439c58ab77594b62a28f9de95f2d08beccf0f11eba4b822b2f549b82",
      },
    },
    "prometheus/alertmanager",
    "alertmanager",
    "amtool",
  ),
  prometheusProject(
    {
      tool: "prometheus",
      version: "3.14.0",
      digests: {
        "linux x64": "f665c6da19eb7ba399c915d30c7d9793c9b417bf8a749b504bc470678631478d",
        "linux arm64": "077f3781ab7245dc04c9a3c9b78ba120fc8e41aa0dc97489b0af67247e50ba83",
        "darwin x64": "a14307b9726e66cadb81be9a544732623af26dabeb7702c987aa9c3c062ada34",
        "darwin arm64": "a9623f7f4fe65b1b171b423c1a72bbf23dfdf41a171dcb33e7dd302af80dc01c",
      },
    },
    "prometheus/prometheus",
    "prometheus",
    "promtool",
  ),
  {
    tool: "redis-exporter",
    version: "1.88.0",
    digests: listedForAll,
    parts: ({ platform, goarch }, digest) => {
      const release = github("oliver006/redis_exporter", "1.88.0");
      // With a `v`, unlike Prometheus' own.
      const folder = `redis_exporter-v1.88.0.${platform}-${goarch}`;
      return [
        {
          kind: "archive",
          address: `${release}/${folder}.tar.gz`,
          checksum: checksum(digest, `${release}/sha256sums.txt`),
          files: inFolder(folder, "redis_exporter"),
        },
      ];
    },
  },
  prometheusProject(
    {
      tool: "postgres-exporter",
      version: DEPLOYED["postgres-exporter"],
      digests: {
        ...listedForAll,
        "linux x64": "89d4f7e7920cad48fdc3133f789556ef5253c330a9f5fdace3bdb6344c0a8b5a",
        "linux arm64": "d5d86fb98bb1f26b088d1a6fda07fd6b6f035cb5d40492f75ec3bfebb5ddfe9d",
      },
    },
    "prometheus-community/postgres_exporter",
    "postgres_exporter",
  ),
  prometheusProject(
    {
      tool: "node-exporter",
      version: "1.12.1",
      digests: {
        ...listedForAll,
        "linux x64": "b51d8a76aa2a9156a55d501aca6276fae09e262259a5e4e831d2c2222f084e63",
        "linux arm64": "ad35b605f9954b9f1ffddf5ba054bdc5a98d790b9eae5291e1eeb83f1ecbd0e7",
      },
    },
    "prometheus/node_exporter",
    "node_exporter",
  ),
  {
    tool: "kube-state-metrics",
    version: "2.20.0",
    // Not for darwin: the image is of Linux, and there is no archive.
    digests: linux,
    parts: () => [
      {
        kind: "image",
        registry: "https://registry.k8s.io",
        repository: "kube-state-metrics/kube-state-metrics",
        digest: "sha256:42cfe3723a5f058171c627537fb57a3ea0f26e4380fa18555a95cb1a1b4cfc5b",
        files: { "kube-state-metrics": "kube-state-metrics" },
      },
    ],
  },
  {
    tool: "actionlint",
    version: "1.7.12",
    digests: {
      "linux x64": "8aca8db96f1b94770f1b0d72b6dddcb1ebb8123cb3712530b08cc387b349a3d8",
      "linux arm64": "325e971b6ba9bfa504672e29be93c24981eeb1c07576d730e9f7c8805afff0c6",
      "darwin x64": "5b44c3bc2255115c9b69e30efc0fecdf498fdb63c5d58e17084fd5f16324c644",
      "darwin arm64": "aba9ced2dee8d27fecca3dc7feb1a7f9a52caefa1eb46f3271ea66b6e0e6953f",
    },
    parts: ({ platform, goarch }, digest) => {
      const release = github("rhysd/actionlint", "1.7.12");
      return [
        {
          kind: "archive",
          address: `${release}/actionlint_1.7.12_${platform}_${goarch}.tar.gz`,
          checksum: checksum(digest, `${release}/actionlint_1.7.12_checksums.txt`),
          files: inFolder("", "actionlint"),
        },
      ];
    },
  },
  {
    tool: "pint",
    version: "0.80.0",
    digests: {
      "linux x64": "02a47151cea41556b6b3830563d8042be05a5ed62aa85ae2960710d65523bd61",
      "linux arm64": "95b839e5cf6762bb47619ab4339d395f2755e53ed581f2555a7e2a750cb89cca",
      "darwin x64": "a528b2ac36ffd58c64f858410126339439ed61568c49be1256ba2da7a040b92e",
      "darwin arm64": "e2df76e2d2163544db3de7d30a4de7167a4b1222fb8d6e67e67663df1c88968d",
    },
    parts: ({ platform, goarch }, digest) => {
      const release = github("cloudflare/pint", "0.80.0");
      return [
        {
          kind: "archive",
          address: `${release}/pint-0.80.0-${platform}-${goarch}.tar.gz`,
          checksum: checksum(digest, `${release}/checksums.txt`),
          files: { pint: `pint-${platform}-${goarch}` },
        },
      ];
    },
  },
];

/** All releases: one entry for each tool and platform. */
export const releaseTable: readonly Release[] = tools.flatMap(({ tool, version, digests, parts }) =>
  (Object.keys(TARGETS) as (keyof typeof TARGETS)[]).flatMap((name) => {
    const digest = digests[name];
    if (digest === undefined) return [];
    const { platform, arch } = TARGETS[name];
    return [{ tool, version, platform, arch, tried: name === NIGHTLY, parts: parts(TARGETS[name], digest) }];
  }),
);
