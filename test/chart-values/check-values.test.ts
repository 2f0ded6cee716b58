import assert from "node:assert/strict";
import { type Catalogue, type LeafType, pinnedCatalogue } from "../../chart-values/catalogue";
import { valuesProblems } from "../../chart-values/check-values";
import { refinementOf, refinements } from "../../chart-values/refinements";
import { CHART_NAME, CHART_VERSION } from "../../chart-values/version";
import { chartValues } from "../../components/kube-prometheus-stack/values";
import { configWith } from "../program/config.fixture";

const prefix = "monitoring:extraValues";
const problems = (values: unknown): readonly string[] =>
  valuesProblems(values, prefix).map((text) => text.replaceAll(`${prefix}.`, ""));
const claim = {
  volumeClaimTemplate: { spec: { storageClassName: "gp3", resources: { requests: { storage: "50Gi" } } } },
};
const chart = `${CHART_NAME} ${CHART_VERSION}`;
const unknown = `is not among the values of ${chart}`;

/** Values with one more at a path, as a stack's extra values would have them. */
const at = (path: readonly string[], value: unknown): unknown =>
  path.reduceRight((inner, key) => ({ [key]: inner }), value);

describe("the run-time check of chart values", () => {
  it("finds nothing wrong with what the program itself sets", () => {
    assert.deepEqual(
      problems(
        chartValues(
          configWith({
            prometheus: { replicas: 2 },
            alertmanager: { replicas: 2, slack: configWith().alertmanager.slack },
          }),
        ),
      ),
      [],
    );
  });

  const right: readonly (readonly [string, unknown])[] = [
    ["nothing", {}],
    ["a null, which takes a default away", { grafana: { deploymentStrategy: { rollingUpdate: null }, ingress: null } }],
    ["any key of a free-form map", { grafana: { "grafana.ini": { "auth.google": { enabled: true } } } }],
    ["annotations that are strings", { grafana: { ingress: { annotations: { "a/b": "true" } } } }],
    ["a volume", { prometheus: { prometheusSpec: { storageSpec: claim } } }],
    [
      "fields of a resource that its default does not show",
      { grafana: { securityContext: { supplementalGroups: [1] } } },
    ],
    ["a number where the default is false", { prometheus: { prometheusSpec: { sampleLimit: 5000 } } }],
    ["a share where the default is a number", { prometheus: { podDisruptionBudget: { minAvailable: "50%" } } }],
    ["a key that only the templates know", { grafana: { persistence: { existingClaim: "grafana" } } }],
    ["a route under another name than the chart's", { grafana: { route: { internal: { enabled: true } } } }],
    ...["grafana", "kube-state-metrics", "prometheus-node-exporter", "prometheus-windows-exporter"].map(
      (below) =>
        [`values of the chart ${below}, which it brings along`, { [below]: { image: { tag: "1.0.0" } } }] as const,
    ),
  ];
  for (const [what, values] of right) it(`accepts ${what}`, () => assert.deepEqual(problems(values), []));

  const misspelt: readonly (readonly [readonly string[], string])[] = [
    [["granana"], "grafana"],
    [["prometheus", "prometheusSpec", "retenion"], "prometheus.prometheusSpec.retention"],
    [["prometheus", "prometheusSpec", "storage"], "prometheus.prometheusSpec.storageSpec"],
    [
      ["prometheus", "prometheusSpec", "storageSpec", "volumeClaimTemplates"],
      "prometheus.prometheusSpec.storageSpec.volumeClaimTemplate",
    ],
    [["grafana", "ingress", "annotation"], "grafana.ingress.annotations"],
    [["prometheus-windows-exporter", "imag"], "prometheus-windows-exporter.image"],
  ];
  const misplaced: readonly (readonly [readonly string[], string])[] = [
    [["prometheus", "storageSpec"], "prometheus.prometheusSpec.storageSpec"],
    [["alertmanager", "replicas"], "alertmanager.alertmanagerSpec.replicas"],
    [["storageSpec"], "prometheus.prometheusSpec.storageSpec"],
    [["alertmanager", "alertmanagerSpec", "config"], "alertmanager.alertmanagerSpec.configMaps or alertmanager.config"],
    [
      ["retention"],
      "alertmanager.alertmanagerSpec.retention or prometheus.prometheusSpec.retention or thanosRuler.thanosRulerSpec.retention",
    ],
  ];
  for (const [path, meant] of [...misspelt, ...misplaced]) {
    it(`takes ${path.join(".")} for ${meant}`, () =>
      assert.deepEqual(problems(at(path, "x")), [`${path.join(".")} ${unknown}; did you mean ${meant}?`]));
  }

  it("proposes nothing for a key that is like no other", () =>
    assert.deepEqual(problems({ dashboards: { xyz: 1 }, grafana: { xyz: 1 } })[1], `grafana.xyz ${unknown}.`));

  it("proposes nothing for a name that many places have", () =>
    assert.deepEqual(problems({ enabled: true }), [`enabled ${unknown}.`]));

  it("spells a key with dots in brackets", () => {
    assert.deepEqual(problems({ grafana: { "grafana.in": {} } }), [
      `grafana["grafana.in"] ${unknown}; did you mean grafana["grafana.ini"]?`,
    ]);
  });

  it("does not take a name that every object has for a key of the chart", () => {
    assert.deepEqual(problems({ constructor: {} }), [`constructor ${unknown}.`]);
  });

  const mistyped: readonly (readonly [readonly string[], unknown, string])[] = [
    [["prometheus", "prometheusSpec", "retention"], 15, "is 15; # takes a string there: put it in quotes."],
    [["prometheus", "prometheusSpec", "replicas"], "2", 'is "2"; # takes a number there.'],
    [["grafana", "enabled"], "yes", 'is "yes"; # takes true or false there.'],
    [["alertmanager", "alertmanagerSpec", "configMaps"], "slack", "is a string; # takes a list there."],
    [["grafana", "persistence"], ["pvc"], "is a list; # takes a map there."],
    [["grafana", "persistence"], true, "is true; # takes a map there."],
    [["prometheus", "prometheusSpec", "externalLabels"], [], "is a list; # takes a map of strings there."],
    [["prometheus", "prometheusSpec", "sampleLimit"], "many", 'is "many"; # takes a number or true or false there.'],
  ];
  for (const [path, value, says] of mistyped) {
    it(`says what ${path.at(-1)} takes instead of ${JSON.stringify(value)}`, () => {
      assert.deepEqual(problems(at(path, value)), [`${path.join(".")} ${says.replace("#", chart)}`]);
    });
  }

  it("names each annotation that is no string", () => {
    const annotations = { "nginx.ingress.kubernetes.io/ssl-redirect": true, size: 8, class: "nginx" };
    assert.deepEqual(problems({ grafana: { ingress: { annotations } } }), [
      `grafana.ingress.annotations["nginx.ingress.kubernetes.io/ssl-redirect"] is true; ${chart} takes a string there: put it in quotes.`,
      `grafana.ingress.annotations.size is 8; ${chart} takes a string there: put it in quotes.`,
    ]);
  });

  it("reports every problem at once", () =>
    assert.equal(problems({ granana: {}, prometheus: { storageSpec: {}, enabled: 1 } }).length, 3));

  it("wants a map as a whole", () =>
    assert.deepEqual(valuesProblems("x", prefix), [`${prefix} is a string; ${chart} takes a map there.`]));

  it("repeats no value that could be a secret", () => {
    const values = {
      grafana: {
        admin: "hunter2",
        adminPassword: 5551,
        ldap: { enabled: "on" },
        smtp: { existingSecret: ["hunter2"], passwordKey: 5552 },
      },
    };
    const found = problems(values);
    assert.equal(found.length, 5);
    assert.ok(!/hunter2|555/.test(found.join()), found.join());
    assert.match(found.join(), /grafana\.ldap\.enabled is "on"/);
  });
});

describe("the refinements", () => {
  const paths = (node: Catalogue, path: readonly string[] = []): readonly (readonly string[])[] =>
    Object.entries(node).flatMap(([key, inner]) => [
      [...path, key],
      ...(typeof inner === "string" ? [] : paths(inner, [...path, key])),
    ]);
  const spelled = paths(pinnedCatalogue()).map((path) => path.join("."));

  it("each fit a key of the chart", () => {
    const dead = refinements
      .flatMap(({ keys }) => keys)
      .filter((key) => !spelled.some((path) => path === key || path.endsWith(`.${key}`)));
    assert.deepEqual(dead, []);
  });

  it("give a type to every free-form value that the program sets", () => {
    const untyped = (value: unknown, node: Catalogue | LeafType, path: readonly string[]): readonly string[] => {
      if (refinementOf(path, typeof node === "string" ? node : undefined)?.type.includes("$") === false) return [];
      // What an operator's resource has is typed by it.
      if (typeof node === "string")
        return /^(map|list|null|any)$/.test(node) && !/Spec\./.test(path.join(".")) ? [path.join(".")] : [];
      return Object.entries(value as object).flatMap(([key, inner]) =>
        untyped(inner, node[key] ?? "any", [...path, key]),
      );
    };
    assert.deepEqual(untyped(chartValues(configWith()), pinnedCatalogue(), []), []);
  });

  it("tell a list from a map of the same name", () => {
    assert.equal(refinementOf(["kube-state-metrics", "env"], "list")?.type, "readonly EnvVar[]");
    assert.equal(refinementOf(["grafana", "env"], "map")?.type, "Environment");
  });
});
