/** Wrong and right values for every key of the schema, each put into the example of a stack file in place of its own. */

/** Values of one key. */
export interface KeyCase {
  /** Values that are refused, each with the end of the sentence about it. */
  readonly wrong: readonly (readonly [value: unknown, says: RegExp])[];
  /** Values at the edge that are right. */
  readonly right?: readonly unknown[];
}

const NAME_40 = "a".repeat(40);
const NAME_63 = "a".repeat(63);
const NAME_253 = `${"a.".repeat(126)}a`;

const name40: KeyCase = {
  wrong: [
    ["", /at most 40 lower-case letters/],
    ["Main", /at most 40/],
    ["a_b", /at most 40/],
    ["-a", /at most 40/],
    [`${NAME_40}a`, /at most 40/],
    [7, /at most 40/],
  ],
  right: ["a", NAME_40, "a-1"],
};
const name63: KeyCase = {
  wrong: [
    ["", /at most 63 lower-case/],
    ["a.b", /at most 63/],
    ["A", /at most 63/],
    [`${NAME_63}a`, /at most 63/],
  ],
  right: ["a", NAME_63],
};
const name253: KeyCase = {
  wrong: [
    ["", /a name of Kubernetes/],
    ["A b", /a name of Kubernetes/],
    ["a..b", /a name of Kubernetes/],
    [`${NAME_253}a`, /a name of Kubernetes/],
  ],
  right: ["a", "a.b-c", NAME_253],
};
const flag: KeyCase = {
  wrong: [
    ["yes", /must be true or false/],
    [1, /must be true or false/],
  ],
  right: [true, false],
};
const map: KeyCase = {
  wrong: [
    ["x", /must be a map of keys and values/],
    [[1], /must be a map of keys and values/],
  ],
};
const list: KeyCase = {
  wrong: [
    ["x", /must be a list/],
    [{ a: 1 }, /must be a list/],
  ],
};
const labels: KeyCase = {
  wrong: [
    ...map.wrong,
    [{ "a b": "x" }, /must be a key such as/],
    [{ tier: 5 }, /at most 63 letters/],
    [{ tier: "a b" }, /at most 63 letters/],
  ],
  right: [{}, { "example.org/tier": "" }],
};
const annotations: KeyCase = {
  wrong: [
    ...map.wrong,
    [{ "a b": "x" }, /must be a key such as/],
    [{ a: true }, /must be a text: write "true" in quotes/],
    [{ a: 5 }, /write "5" in quotes/],
  ],
  right: [{}, { "a.b/c": "any text, even: this" }],
};
const volume: KeyCase = {
  wrong: [
    ["500m", /quantity of storage/],
    ["50GB", /quantity of storage/],
    ["-1Gi", /quantity of storage/],
    ["", /quantity of storage/],
    [50, /quantity of storage/],
  ],
  // How much is the policy pack's to decide, nothing included.
  right: ["0", "51200Mi", "50e9", "0.05Ti", "51Gi"],
};
const memory: KeyCase = {
  wrong: [
    ["0", /memory above 0/],
    ["500m", /memory above 0/],
    ["2GB", /memory above 0/],
    [2, /memory above 0/],
  ],
  right: ["1Mi", "2147483648"],
};
const cpu: KeyCase = {
  wrong: [
    ["0", /CPU above 0/],
    ["2Gi", /CPU above 0/],
    ["-1", /CPU above 0/],
    [1, /in quotes/],
    ["1 core", /CPU above 0/],
  ],
};
const affinity: KeyCase = {
  wrong: [
    ["none", /must be hard or soft/],
    ["Hard", /one of hard, soft, none, probably hard/],
    [true, /one of hard, soft, none/],
  ],
  right: ["soft"],
};
const replicas: KeyCase = {
  wrong: [
    [0, /a whole number from 1 to 3/],
    [4, /from 1 to 3/],
    [1.5, /from 1 to 3/],
    ["two", /from 1 to 3/],
  ],
  right: [1, 3],
};
const address: KeyCase = {
  wrong: [
    ["ftp://id.qualisys.io/x", /an https address/],
    ["id.qualisys.io", /an https address/],
    ["http://id.qualisys.io/x", /http only inside the cluster/],
    ["https://user:pass@id.qualisys.io/", /without user and password/],
    ["http://user:pass@id.qualisys.io/", /without user and password/],
    ["", /an https address/],
  ],
  right: ["https://id.qualisys.io:8443/a/b", "http://id.identity.svc:8080/x", "http://id.identity.svc.cluster.local/x"],
};
const role: KeyCase = {
  wrong: [
    ["platform", /must be a list/],
    [["a\nb"], /a text of one line/],
    [[" "], /a text of one line/],
    [[5], /a text of one line/],
  ],
  right: [[], ["Platform Team, O'Brien's"]],
};
const arn: KeyCase = {
  wrong: [
    ["monitoring", /the ARN of an IAM role/],
    ["arn:aws:iam::1:role/x", /the ARN/],
    ["arn:aws:iam::111122223333:user/x", /the ARN/],
    ["arn:awsome:iam::111122223333:role/x", /the ARN/],
    [`arn:aws:iam::111122223333:role/${"r".repeat(65)}`, /the ARN/],
    [5, /the ARN/],
  ],
  // Every partition, and a path of characters that only paths have.
  right: [
    "arn:aws-cn:iam::111122223333:role/path/monitoring",
    "arn:aws-us-gov:iam::111122223333:role/a",
    "arn:aws-eusc:iam::111122223333:role/a",
    "arn:aws-iso:iam::111122223333:role/a",
    "arn:aws-iso-b:iam::111122223333:role/a",
    "arn:aws-iso-e:iam::111122223333:role/a",
    "arn:aws-iso-f:iam::111122223333:role/a",
    `arn:aws:iam::111122223333:role/team:a!/${"r".repeat(64)}`,
  ],
};
const percent: KeyCase = {
  wrong: [
    [0, /above 0 and at most 99.9/],
    [-1, /above 0/],
    [100, /at most 99.9/],
    ["80%", /above 0/],
    ["80", /above 0/],
  ],
  right: [0.1, 99.9],
};
const atLeastOne: KeyCase = {
  wrong: [
    [0, /at least 1/],
    [1.5, /at least 1/],
    ["10", /at least 1/],
  ],
  right: [1],
};
const daySeconds: KeyCase = {
  wrong: [
    [0, /above 0 and at most 86400/],
    [86401, /at most 86400/],
    ["5m", /above 0/],
  ],
  right: [0.5, 86400],
};
const objective: KeyCase = {
  wrong: [
    [94.9, /from 95 to 99.99/],
    [100, /from 95 to 99.99/],
    ["99.5%", /from 95 to 99.99/],
  ],
  right: [95, 99.99],
};
const time: KeyCase = {
  wrong: [
    ["8:00", /a time in quotes from "00:00"/],
    ["24:01", /a time in quotes/],
    ["08:60", /a time in quotes/],
    ["08:00 CET", /a time in quotes/],
    [480, /a time in quotes/],
  ],
};
const port: KeyCase = {
  wrong: [
    [0, /from 1 to 65535/],
    [65536, /from 1 to 65535/],
    ["http", /from 1 to 65535/],
  ],
  right: [1, 65535],
};
const host: KeyCase = {
  wrong: [
    ["db:5432", /without scheme, port or path/],
    ["redis://db", /without scheme/],
    ["db/x", /without scheme/],
    ["300.1.1.1", /a host name or an IP address/],
    ["[::1]", /without brackets/],
    ["fe80::1%eth0", /a host name or an IP address/],
    ["", /a host name or an IP address/],
  ],
  right: ["localhost", "10.0.0.255", "Master.Sessions.Cache.amazonaws.com", "2001:db8::5"],
};
const channel: KeyCase = {
  wrong: [
    ["alerts", /a Slack channel in quotes/],
    ["#Alerts", /a Slack channel/],
    ["#a b", /a Slack channel/],
    ["#a.b", /a Slack channel/],
    ["C0123ABCDEF", /a Slack channel/],
    [`#${"a".repeat(81)}`, /a Slack channel/],
  ],
  right: ["#a", `#${"a".repeat(80)}`, "#störung", "#アラート", "#चेतावनी"],
};

/** Every reference to a secret is held against these, whatever it is for. */
export const referenceCase: KeyCase = {
  wrong: [
    ["hunter2-hunter2", /must be a reference such as/],
    [["hunter2-hunter2"], /must be a reference such as/],
    [{ key: "password" }, /must be the name or the full ARN/],
    [{ secret: "https://hooks.slack.com/services/T0/B0/hunter2" }, /looks like the address of a webhook/],
    [{ secret: '{"password": "hunter2"}' }, /looks like a JSON text/],
    [{ secret: "-----BEGIN PRIVATE KEY-----\nhunter2" }, /looks like a key or certificate/],
    [{ secret: "xoxb-123456789012-hunter2" }, /looks like a token/],
    [{ secret: "ghp_hunter2hunter2hunter2hunter2" }, /looks like a token/],
    [{ secret: "AKIAHUNTER2HUNTER2HU" }, /looks like a token/],
    [{ secret: "postgres://app:hunter2@db/x" }, /looks like an address with a password/],
    [{ secret: "https://db.qualisys.io/hunter2" }, /looks like an address/],
    [{ secret: "hunter2 hunter2" }, /must be the name or the full ARN/],
    [{ secret: "" }, /must be the name or the full ARN/],
    [{ secret: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:hunter2" }, /full ARN/],
    [{ secret: "arn:awsx:secretsmanager:eu-central-1:111122223333:secret:x-AbC123" }, /full ARN/],
    [{ secret: "a", key: "hunter2 " }, /must be a key of the secret's JSON object/],
    [{ secret: "a", key: "hunter2\nhunter2" }, /must be a key of the secret's JSON object/],
    [{ secret: "a", key: "ghp_hunter2hunter2hunter2hunter2" }, /must be a key of the secret's JSON object/],
    [
      { secret: "arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:x-AbC123" },
      /an ARN of the region us-gov-west-1; it must be of aws:region \(eu-central-1\)|must be the name that the new secret gets/,
    ],
    [{ secret: "a", value: "hunter2" }, /\.value is not a key/],
  ],
  right: [
    { secret: "a" },
    { secret: "qualisys/staging/x_y+z=1.2@3-4", key: "clé-1" },
    // As AWS names what RDS manages; a key as the console lets one be typed.
    { secret: "rds!db-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d", key: "db: password" },
  ],
};

/** A reference that must not be the name of a secret that does not exist yet. */
const arnOfSecret = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:qualisys/x-AbC123";

/** The cases by key; keys whose type is a reference have {@link referenceCase} besides. */
export const keyCases: Readonly<Record<string, KeyCase>> = {
  // The engine hands over a number at the top as its text.
  environment: { ...name40, wrong: name40.wrong.filter(([value]) => value !== 7), right: ["7"] },
  cluster: {
    wrong: [
      ["a.b", /the name of an EKS cluster/],
      ["", /EKS cluster/],
      ["a".repeat(101), /EKS cluster/],
    ],
    right: ["Qualisys_1", "a".repeat(100), "2024"],
  },
  "namespace.name": name63,
  "namespace.create": flag,
  "chart.version": {
    wrong: [
      ["88.x", /an exact version/],
      ["v88.5.3", /an exact version/],
      [88.5, /an exact version/],
    ],
    right: ["0.0.1"],
  },
  "chart.repository": {
    wrong: [
      ["charts.qualisys.io", /a Helm repository/],
      ["git://x/y", /a Helm repository/],
      ["https://user:pass@charts.qualisys.io", /without user or password/],
      ["https:/charts", /a Helm repository/],
      ["oci://ghcr.io", /the chart's name/],
      ["oci://ghcr.io/prometheus-community/charts", /the chart's name/],
      ["oci://ghcr.io/prometheus-community/charts/", /the chart's name/],
      ["oci://ghcr.io/prometheus-community/charts/kube-prometheus-stack:88.5.3", /without a tag/],
      ["oci://ghcr.io/charts/my-kube-prometheus-stack", /the chart's name/],
      ["", /a Helm repository/],
    ],
    right: ["http://127.0.0.1:8080/charts", "oci://ghcr.io/prometheus-community/charts/kube-prometheus-stack"],
  },
  "chart.path": {
    wrong: [
      ["", /the path of a folder or file/],
      ["oci://ghcr.io/x", /an address belongs in repository/],
      [5, /the path/],
    ],
    right: ["charts/kps", "/a b/kps.tgz"],
  },
  "chart.timeoutSeconds": {
    wrong: [
      [59, /from 60 to 3600/],
      [3601, /from 60 to 3600/],
      ["15m", /from 60 to 3600/],
    ],
    right: [60, 3600],
  },
  "chart.maxHistory": {
    wrong: [
      [0, /from 1 to 20/],
      [21, /from 1 to 20/],
    ],
    right: [1, 20],
  },
  storageClass: name253,
  protect: flag,
  retainVolumes: flag,
  runbookBaseUrl: {
    wrong: [
      ["docs.qualisys.io", /an http or https address/],
      ["https://x.io/?page=", /without user, password, query/],
      ["https://a b.io", /an http or https/],
      ["mailto:x@y.io", /an http or https/],
    ],
    right: ["http://runbooks/", "https://docs.qualisys.io"],
  },
  "prometheus.replicas": replicas,
  "prometheus.antiAffinity": affinity,
  "prometheus.retention": {
    wrong: [
      ["15", /a Prometheus duration/],
      ["15 days", /a Prometheus duration/],
      ["", /a Prometheus duration/],
      ["1h1d", /a Prometheus duration/],
      [15, /a Prometheus duration/],
    ],
    right: ["0", "16d", "2w", "1d12h", "360h"],
  },
  "prometheus.retentionSize": {
    wrong: [
      ["45Gi", /a Prometheus size/],
      ["45", /a Prometheus size/],
      [45, /a Prometheus size/],
      ["-1GB", /a Prometheus size/],
    ],
    right: ["0", "60GB", "0.5TiB"],
  },
  "prometheus.storage": volume,
  "prometheus.scrapeInterval": {
    wrong: [
      ["0s", /above 0 and at most 2m/],
      ["0", /above 0/],
      ["15", /a Prometheus duration/],
      ["121s", /at most 2m/],
      [15, /a Prometheus duration/],
    ],
    right: ["10s", "2m"],
  },
  "prometheus.scrapeTimeout": {
    wrong: [
      ["0s", /above 0/],
      ["soon", /a Prometheus duration/],
      ["16s", /at most monitoring:prometheus\.scrapeInterval \("15s"\)/],
    ],
    right: ["15s", "1ms"],
  },
  "prometheus.resources": {
    wrong: [
      ...map.wrong,
      [{ requests: { cpu: "1", memory: "1Gi" } }, /limits is missing; it must be a map/],
      [
        { requests: { cpu: "1", memory: "1Gi" }, limits: {} },
        /limits\.memory is missing; it must be a Kubernetes quantity/,
      ],
    ],
  },
  "prometheus.resources.requests.cpu": { ...cpu, right: ["0.5", "2000m"] },
  "prometheus.resources.requests.memory": { ...memory, right: ["4Gi", "1Mi"] },
  "prometheus.resources.limits.cpu": { ...cpu, right: ["500m"] },
  "prometheus.resources.limits.memory": { ...memory, right: ["2Gi", "1e12"] },
  "prometheus.roleArn": arn,
  "prometheus.remoteWrite": list,
  "prometheus.remoteWrite[].name": name40,
  "prometheus.remoteWrite[].url": {
    wrong: [
      ...address.wrong,
      ["https://mimir.qualisys.io/$(HOME)", /which the config-reloader of Prometheus would replace/],
    ],
    right: ["https://mimir.qualisys.io/api/v1/push", "http://mimir.mimir.svc:8080/api/v1/push"],
  },
  "prometheus.remoteWrite[].sigv4": map,
  "prometheus.remoteWrite[].sigv4.region": {
    wrong: [
      ["Frankfurt", /an AWS region/],
      ["eu-central", /an AWS region/],
      ["eu-west-1", /the region of .*: eu-central-1/],
    ],
  },
  "prometheus.remoteWrite[].sigv4.roleArn": arn,
  "prometheus.remoteWrite[].basicAuth": map,
  "prometheus.remoteWrite[].basicAuth.username": { wrong: [] },
  "prometheus.remoteWrite[].basicAuth.password": { wrong: [] },
  "prometheus.remoteWrite[].bearerToken": { wrong: [] },
  "prometheus.remoteWrite[].headers": {
    wrong: [
      ...map.wrong,
      [{ Authorization: "x" }, /for Authorization there are basicAuth/],
      [{ "a b": "x" }, /the name of a header/],
      [{ a: "x\ny" }, /a text of one line/],
      [{ a: 5 }, /in quotes/],
      [{ token: "Bearer hunter2" }, /must be no secret/],
      [{ a: "x$(HOME)" }, /which the config-reloader of Prometheus would replace/],
    ],
    right: [{}, { "THANOS-TENANT": "a" }],
  },
  "alerts.pods.restartsIn5Minutes": {
    wrong: [
      [0, /from 1 to 100/],
      [101, /from 1 to 100/],
      [2.5, /from 1 to 100/],
      ["3", /from 1 to 100/],
    ],
    right: [1, 100],
  },
  "alerts.nodes.cpuPercent": percent,
  "alerts.nodes.memoryPercent": percent,
  "alerts.databases.connectionsPercent": percent,
  "alerts.databases.usableConnectionsPercent": percent,
  "alerts.databases.idleInTransactionSeconds": daySeconds,
  "alerts.databases.deadlocksIn15Minutes": atLeastOne,
  "alerts.databases.replicationLagSeconds": daySeconds,
  "alerts.databases.replicationSlotGibibytes": {
    wrong: [
      [0, /above 0 and at most 65536/],
      [65537, /at most 65536/],
      ["10Gi", /above 0/],
    ],
    right: [0.5, 65536],
  },
  "alerts.databases.cacheHitPercent": percent,
  "alerts.databases.minBlocksPerSecond": atLeastOne,
  "alerts.caches.memoryPercent": percent,
  "alerts.caches.evictedKeysIn5Minutes": atLeastOne,
  "alerts.caches.clientsPercent": percent,
  "alerts.caches.hitRatePercent": percent,
  "alerts.caches.minLookupsPerSecond": atLeastOne,
  "alerts.services.latencyP95Seconds": {
    wrong: [
      [0, /above 0 and at most 60/],
      [61, /at most 60/],
      ["500ms", /above 0/],
    ],
    right: [0.005, 60],
  },
  "alerts.services.errorPercent": percent,
  "alerts.services.eventLoopLagP99Seconds": {
    wrong: [
      [0, /above 0 and at most 60/],
      [61, /at most 60/],
      ["250ms", /above 0/],
    ],
    right: [0.01, 60],
  },
  "alerts.services.memoryPercent": percent,
  "alerts.services.minRequestsIn5Minutes": atLeastOne,
  certManager: map,
  "certManager.namespace": name63,
  "alerts.monitoring.headSeries": {
    wrong: [
      [0, /at least 1000/],
      [999, /at least 1000/],
      [1000.5, /at least 1000/],
      ["300k", /at least 1000/],
    ],
    right: [1000, 2_000_000],
  },
  "alerts.monitoring.storagePercent": percent,
  "alerts.monitoring.volumeFreePercent": percent,
  "alerts.monitoring.sampleLimitPercent": percent,
  "alerts.certificates.warningDays": {
    wrong: [
      [0, /from 1 to 365/],
      [366, /from 1 to 365/],
      [1.5, /from 1 to 365/],
      ["21d", /from 1 to 365/],
      [3, /must be above monitoring:alerts\.certificates\.criticalDays \(3\)/],
    ],
    right: [4, 365],
  },
  "alerts.certificates.criticalDays": {
    wrong: [
      [0, /from 1 to 90/],
      [91, /from 1 to 90/],
      ["3d", /from 1 to 90/],
    ],
    right: [1, 20],
  },
  "alertmanager.replicas": replicas,
  "alertmanager.antiAffinity": affinity,
  "alertmanager.storage": volume,
  "alertmanager.slack.alerts": map,
  "alertmanager.slack.alerts.channel": channel,
  "alertmanager.slack.alerts.webhook": { wrong: [] },
  "alertmanager.slack.critical": map,
  "alertmanager.slack.critical.channel": {
    ...channel,
    wrong: [...channel.wrong, ["#alerts", /must be another channel/]],
  },
  "alertmanager.slack.critical.webhook": { wrong: [], right: [{ secret: arnOfSecret }] },
  "alertmanager.slack.allowCriticalChannel": {
    wrong: [
      ["yes", /true or false/],
      [false, /must be another channel, or .*allowCriticalChannel true/],
    ],
    right: [true],
  },
  "alertmanager.heartbeat": map,
  "alertmanager.heartbeat.url": { wrong: [] },
  "alertmanager.heartbeat.interval": {
    wrong: [
      ["14s", /from 15s to 1m/],
      ["61s", /from 15s to 1m/],
      ["1", /from 15s to 1m/],
      [60, /from 15s to 1m/],
    ],
    right: ["15s", "60s"],
  },
  "alertmanager.muteTimes": map,
  "alertmanager.muteTimes.timeZone": {
    wrong: [
      ["CET", /a time zone of the IANA/],
      ["Berlin", /a time zone/],
      ["Europe/berlin", /a time zone/],
      ["Europe/Bonn", /a time zone/],
      ["+01:00", /a time zone/],
      ["", /a time zone/],
      [1, /a time zone/],
    ],
    right: ["UTC", "Asia/Kolkata", "America/Argentina/Buenos_Aires"],
  },
  "alertmanager.muteTimes.workdays": {
    wrong: [
      ...list.wrong,
      [[], /at least one item/],
      [["mon"], /one of monday, tuesday/],
      [["Monday"], /probably monday/],
    ],
    right: [["sunday"]],
  },
  "alertmanager.muteTimes.workFrom": {
    ...time,
    wrong: [...time.wrong, ["18:00", /must be later than monitoring:alertmanager\.muteTimes\.workFrom \("18:00"\)/]],
    right: ["00:00", "17:59"],
  },
  "alertmanager.muteTimes.workUntil": {
    ...time,
    wrong: [...time.wrong, ["08:00", /must be later than/]],
    right: ["24:00", "08:01"],
  },
  "grafana.host": {
    wrong: [
      ["https://grafana.staging.qualisys.io", /a host name/],
      ["grafana", /a host name/],
      ["grafana.staging.qualisys.io/x", /a host name/],
      ["Grafana.staging.qualisys.io", /a host name/],
      ["grafana.qualisys.io", /must cover monitoring:grafana\.host/],
      ["a.b.staging.qualisys.io", /must cover monitoring:grafana\.host/],
    ],
    right: ["g.staging.qualisys.io"],
  },
  "grafana.storage": volume,
  "grafana.admin.user": {
    wrong: [
      ["", /a user's name/],
      ["admin ", /a user's name/],
      ["a:b", /a user's name/],
      ["${HOME}", /which Grafana would replace/],
      [5, /a user's name/],
    ],
    right: ["ada@qualisys.io", "Ada Lovelace", "qualisys\\ada"],
  },
  "grafana.admin.password": { wrong: [[{ secret: arnOfSecret }, /must be the name that the new secret gets/]] },
  "grafana.admin.generate": flag,
  "grafana.ingress.className": name253,
  "grafana.ingress.clusterIssuer": name253,
  "grafana.ingress.tlsSecret": name253,
  "grafana.ingress.tlsHosts": {
    wrong: [
      ...list.wrong,
      [[], /at least one item/],
      [["*"], /a host name, or one with \*\./],
      [["https://x.io"], /a host name/],
      [["*.qualisys.io"], /must cover monitoring:grafana\.host/],
    ],
    right: [["grafana.staging.qualisys.io"], ["a.io", "*.staging.qualisys.io"]],
  },
  "grafana.ingress.annotations": annotations,
  "grafana.httpRoute": map,
  "grafana.httpRoute.gateway.name": name253,
  "grafana.httpRoute.gateway.namespace": name63,
  "grafana.httpRoute.gateway.listener": name253,
  "grafana.httpRoute.annotations": annotations,
  "grafana.oauth": map,
  "grafana.oauth.provider": {
    wrong: [
      ["gitlab", /one of google, github, generic, probably github/],
      ["Google", /probably google/],
      [true, /one of/],
    ],
  },
  "grafana.oauth.clientId": { wrong: [[{ secret: "123-abc.apps.googleusercontent.com" }, /looks like a client id/]] },
  "grafana.oauth.clientSecret": { wrong: [[{ secret: "GOCSPX-hunter2hunter2hunter2" }, /looks like a token/]] },
  "grafana.oauth.allowedDomains": {
    wrong: [
      ...list.wrong,
      [[], /must name the mail domains/],
      [["@qualisys.io"], /a host name/],
      [["qualisys"], /a host name/],
    ],
    right: [["a.io", "b.c.org"]],
  },
  "grafana.oauth.allowedOrganizations": {
    wrong: [
      ...list.wrong,
      [[], /must name the organisations/],
      [["@qualisys"], /a GitHub organisation/],
      [["a--b"], /a GitHub organisation/],
    ],
    right: [["a", "b-1"]],
  },
  "grafana.oauth.name": {
    wrong: [
      ["", /a text of one line/],
      ["a\tb", /a text of one line/],
      [5, /a text of one line/],
      ["a\nb", /a text of one line/],
      ["{{ .Release.Name }}", /which Helm or Grafana would replace/],
      ["$__env{HOME}", /which Helm or Grafana would replace/],
      ["${HOME}", /which Helm or Grafana would replace/],
      ["%(domain)s", /which Helm or Grafana would replace/],
    ],
    right: ['Our "sign-in"', "#1; `a` $5 100% \\"],
  },
  "grafana.oauth.authUrl": address,
  "grafana.oauth.tokenUrl": address,
  "grafana.oauth.apiUrl": address,
  "grafana.oauth.scopes": {
    wrong: [
      ["openid email", /must be a list/],
      [["openid email"], /one scope/],
      [[], /at least one item/],
      [["openid,email"], /without commas/],
      [["[openid]"], /without commas and brackets/],
      [["${HOME}"], /which Helm or Grafana would replace/],
    ],
    right: [["https://x/y"]],
  },
  "grafana.oauth.groupsClaim": {
    wrong: [
      ["", /a text of one line/],
      [["groups"], /a text of one line/],
    ],
    right: ["https://qualisys.io/groups"],
  },
  "grafana.oauth.roles.admin": role,
  "grafana.oauth.roles.editor": { ...role, wrong: [...role.wrong, [["platform"], /each must have one role/]] },
  "grafana.oauth.roles.default": {
    wrong: [
      ["Admin", /one of Viewer, Editor/],
      ["viewer", /probably Viewer/],
    ],
    right: ["Editor"],
  },
  databases: list,
  "databases[].name": name40,
  "databases[].credentials": {
    wrong: [
      ["postgres://app:hunter2@db/x", /name or the full ARN/],
      ['{"username": "hunter2"}', /name or the full ARN/],
      ["hunter2 hunter2", /name or the full ARN/],
      ["", /name or the full ARN/],
      [{ secret: "x" }, /is a map; it must be the name/],
      ["a".repeat(513), /name or the full ARN/],
    ],
    right: [
      "a".repeat(512),
      arnOfSecret,
      "rds!cluster-1a2b3c4d",
      "arn:aws:secretsmanager:eu-central-1:111122223333:secret:rds!db-1a2b3c4d-AbC123",
    ],
  },
  "databases[].host": host,
  "databases[].port": port,
  "databases[].database": {
    wrong: [
      ["", /the name of a database/],
      ["a ", /the name of a database/],
      ["a\nb", /the name of a database/],
      ["a".repeat(64), /the name of a database/],
      ["ü".repeat(32), /at most 63 bytes/],
    ],
    right: ["_a$1", "a".repeat(63), "a/b c?d#e%f@g", ".."],
  },
  "databases[].sslMode": {
    wrong: [
      ["prefer", /one of verify-full/],
      ["verify_full", /probably verify-full/],
    ],
    right: ["disable"],
  },
  "databases[].caBundle": {
    wrong: [
      ["https://x/ca.pem", /rds, rds\/<region>, system or the path/],
      ["rds/", /rds\/<region>/],
      ["rds/mars", /rds\/<region>/],
      ["-----BEGIN CERTIFICATE-----", /the path of a PEM file/],
      ["rds/eu-nowhere-1", /no root certificate for the region eu-nowhere-1/],
      ["no/such/file.pem", /no certificate can be read/],
      ["package.json", /no certificate can be read/],
    ],
    right: ["rds", "rds/ap-southeast-2", "system"],
  },
  "databases[].engine": {
    wrong: [
      ["mysql", /one of postgres, rds, aurora/],
      ["Aurora", /probably aurora/],
      [true, /one of postgres/],
    ],
    right: ["postgres", "rds", "aurora"],
  },
  "databases[].collectorsOff": {
    wrong: [
      ["replication", /must be a list/],
      [{ replication: true }, /must be a list/],
      [["replication_slot"], /probably replication_slots/],
      // One that does not run in any case.
      [["stat_user_tables"], /one of database, locks, /],
      [[1], /one of database, locks, /],
    ],
    right: [[], ["stat_statements"], ["replication", "replication_slots"]],
  },
  caches: list,
  "caches[].name": name40,
  "caches[].host": {
    wrong: [
      ...host.wrong,
      ["clustercfg.sessions.abc123.euc1.cache.amazonaws.com", /the host of one node, not .*; list every node/],
      ["sessions.abc123.clustercfg.euc1.cache.amazonaws.com", /the host of one node/],
      ["ClusterCfg.sessions.abc123.memorydb.eu-central-1.amazonaws.com", /the host of one node/],
    ],
    right: [
      ...(host.right ?? []),
      "sessions-0001-002.sessions.abc123.euc1.cache.amazonaws.com",
      "sessions-ro.abc123.ng.0001.euc1.cache.amazonaws.com",
      "clustercfg-proxy.qualisys.internal",
    ],
  },
  "caches[].port": port,
  "caches[].tls": flag,
  "caches[].credentials": { wrong: [] },
  "caches[].username": {
    wrong: [
      ["", /a user's name/],
      ["a b", /a user's name/],
      ["a\u200bb", /a user's name/],
    ],
    right: ["a.b-c", "a:b/c@d?e#f%g", "$(HOME)$$", "użytkownik"],
  },
  "caches[].caBundle": {
    wrong: [
      ["rds", /rds is for databases only/],
      ["", /system or the path/],
      ["no/such/file.pem", /no certificate can be read/],
    ],
    right: ["system"],
  },
  "caches[].configCommand": flag,
  "placement.nodeSelector": labels,
  "placement.tolerations": list,
  "placement.tolerations[].key": {
    wrong: [
      ["", /must be a key such as/],
      ["a b", /must be a key/],
      ["a/b/c", /must be a key/],
    ],
    right: ["a", "node.kubernetes.io/not-ready"],
  },
  "placement.tolerations[].operator": {
    wrong: [
      ["equal", /probably Equal/],
      ["Exists", /must be left out, or the operator be Equal/],
    ],
    right: ["Equal"],
  },
  "placement.tolerations[].value": {
    wrong: [
      ["a b", /at most 63 letters/],
      [true, /in quotes/],
    ],
    right: ["", NAME_63],
  },
  "placement.tolerations[].effect": {
    wrong: [
      ["NoSchedules", /probably NoSchedule/],
      ["", /one of/],
    ],
    right: ["NoExecute"],
  },
  imageRegistry: {
    wrong: [
      ["https://r.io", /without scheme and tag/],
      ["mirror", /a registry/],
      ["r.io/x:1", /without scheme and tag/],
      ["r.io/", /a registry/],
    ],
    right: ["localhost:5000", "111122223333.dkr.ecr.eu-central-1.amazonaws.com/a/b"],
  },
  labels: {
    ...labels,
    wrong: [
      ...labels.wrong,
      [{ "app.kubernetes.io/name": "x" }, /a label of your own/],
      [{ release: "x" }, /a label of your own/],
      [{ grafana_dashboard: "1" }, /a label of your own/],
    ],
  },
  services: list,
  "services[].name": { wrong: name40.wrong },
  "services[].namespaces": {
    wrong: [
      ...list.wrong,
      ["", /must be a list/],
      [[], /at least one item/],
      [["A"], /at most 63/],
      [[5], /at most 63/],
    ],
    right: [["a", "b"]],
  },
  "services[].selector": {
    wrong: [...labels.wrong, [{ app: "other" }, /must have the value of monitoring:services\[0\]\.name/]],
    right: [{ "app.kubernetes.io/name": "qualisys-api" }],
  },
  "services[].port": {
    wrong: [
      [8080, /not its number/],
      ["8080", /not its number/],
      ["HTTP", /the name of the Service's port/],
      ["", /the name of/],
    ],
    right: ["h", "http-metrics"],
  },
  "services[].path": {
    wrong: [
      ["metrics", /begins with \//],
      ["/metrics?x=1", /without host and query/],
      ["http://x/metrics", /begins with \//],
      ["/a b", /begins with/],
    ],
    right: ["/", "/a/b-c_d.e"],
  },
  "services[].fallbackScrapeProtocol": {
    wrong: [
      ["text", /one of PrometheusText0\.0\.4/],
      ["PrometheusText", /one of PrometheusText0\.0\.4/],
      [true, /one of/],
    ],
    right: ["OpenMetricsText1.0.0", "PrometheusProto"],
  },
  "services[].workload": name253,
  "services[].mayScaleToZero": flag,
  "services[].sampleLimit": {
    wrong: [
      [0, /at least 1/],
      [1.5, /at least 1/],
      ["10k", /at least 1/],
    ],
    right: [1, 1_000_000],
  },
  "services[].slo.availability.alerts": flag,
  "services[].slo.availability.percent": objective,
  "services[].slo.latency.alerts": flag,
  "services[].slo.latency.percent": objective,
  "services[].slo.latency.seconds": {
    wrong: [
      [0, /from 0.001 to 60/],
      [61, /from 0.001 to 60/],
      ["500ms", /from 0.001 to 60/],
    ],
    right: [0.001, 60],
  },
  extraValues: {
    wrong: [
      ...map.wrong,
      [{ granana: {} }, /monitoring:extraValues\.granana/],
      [{ prometheus: { storageSpec: {} } }, /monitoring:extraValues\.prometheus\.storageSpec/],
      [{ grafana: { replicas: "two" } }, /monitoring:extraValues\.grafana\.replicas/],
    ],
    right: [{}, { grafana: { plugins: ["x"] } }],
  },
};
