/** Values that are right by themselves and wrong together, and near neighbours that are right, by the rule that distinguishes them. */

/** Keys of the example that are set to other values; undefined leaves one out. */
export type Changes = Readonly<Record<string, unknown>>;

/** One combination. */
export interface Combination {
  /** What it is, as the end of a test's name. */
  readonly what: string;
  readonly changes: Changes;
  /** The beginnings of the sentences about it, without the prefix; one as a rule. */
  readonly says: readonly RegExp[];
}

/** The cases of one rule. */
export interface RuleCase {
  readonly wrong: readonly Combination[];
  readonly right: readonly Omit<Combination, "says">[];
}

const secret = { secret: "qualisys/x", key: "k" };
const google = { provider: "google", clientId: secret, clientSecret: secret, allowedDomains: ["qualisys.io"] };
const github = { provider: "github", clientId: secret, clientSecret: secret, allowedOrganizations: ["qualisys"] };
const store = { name: "a", url: "https://mimir.qualisys.io/push" };
const amazon = { name: "a", url: "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write" };
const resources = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { cpu: "1", memory: "2Gi" } });
const service = { name: "web", namespaces: ["a"] };
const twice = { webhook: secret, channel: "#alerts" };

/** By rule. */
export const combinationCases: Readonly<Record<string, RuleCase>> = {
  certificateWarnedTooLate: {
    wrong: [
      {
        what: "a warning on the day of the critical alert",
        changes: { "alerts.certificates.warningDays": 5, "alerts.certificates.criticalDays": 5 },
        says: [/^alerts\.certificates\.warningDays is 5; it must be above .*criticalDays \(5\)/],
      },
    ],
    right: [
      {
        what: "a warning a day before the critical alert",
        changes: { "alerts.certificates.warningDays": 6, "alerts.certificates.criticalDays": 5 },
      },
    ],
  },
  scrapeTimeoutAboveInterval: {
    wrong: [
      {
        what: "a timeout above the interval",
        changes: { "prometheus.scrapeInterval": "1m", "prometheus.scrapeTimeout": "61s" },
        says: [/^prometheus\.scrapeTimeout is "61s"; it must be at most .*scrapeInterval \("1m"\)/],
      },
    ],
    right: [
      {
        what: "a timeout as long as the interval",
        changes: { "prometheus.scrapeInterval": "1m", "prometheus.scrapeTimeout": "60s" },
      },
    ],
  },
  requestAboveLimit: {
    wrong: [
      {
        what: "a CPU request above the limit",
        changes: { "prometheus.resources": resources("1001m", "2Gi") },
        says: [/^prometheus\.resources\.requests\.cpu is "1001m"; it must be at most/],
      },
      {
        what: "a memory request above the limit",
        changes: { "prometheus.resources": resources("1", "2049Mi") },
        says: [/^prometheus\.resources\.requests\.memory is "2049Mi"; it must be at most/],
      },
    ],
    right: [
      { what: "requests as large as the limits", changes: { "prometheus.resources": resources("1000m", "2048Mi") } },
    ],
  },
  replicasWithoutAntiAffinity: {
    wrong: [
      {
        what: "two Prometheus servers without anti-affinity",
        changes: { "prometheus.antiAffinity": "none" },
        says: [/^prometheus\.antiAffinity is none with 2 replicas/],
      },
      {
        what: "two Alertmanagers without anti-affinity",
        changes: { "alertmanager.antiAffinity": "none" },
        says: [/^alertmanager\.antiAffinity is none with 2 replicas/],
      },
    ],
    right: [
      {
        what: "one server without anti-affinity",
        changes: { "prometheus.antiAffinity": "none", "prometheus.replicas": 1 },
      },
      { what: "two servers with soft anti-affinity", changes: { "prometheus.antiAffinity": "soft" } },
    ],
  },
  severalSignIns: {
    wrong: [
      {
        what: "two ways to sign in to one store",
        changes: {
          "prometheus.remoteWrite": [
            { ...store, basicAuth: { username: secret, password: secret }, bearerToken: secret },
          ],
        },
        says: [/^prometheus\.remoteWrite\[0\] has basicAuth and bearerToken; it must have one/],
      },
    ],
    right: [
      {
        what: "no sign-in, or another for another store",
        changes: { "prometheus.remoteWrite": [store, { ...store, name: "b", bearerToken: secret }] },
      },
    ],
  },
  workspaceSignedForAnotherRegion: {
    wrong: [
      {
        what: "an Amazon workspace without a signature",
        changes: { "prometheus.remoteWrite": [amazon] },
        says: [/^prometheus\.remoteWrite\[0\]\.sigv4 is missing; it must be \{ region: eu-west-1 \}/],
      },
      {
        what: "an Amazon workspace signed for another region",
        changes: { "prometheus.remoteWrite": [{ ...amazon, sigv4: { region: "eu-central-1" } }] },
        says: [/^prometheus\.remoteWrite\[0\]\.sigv4\.region is "eu-central-1"; it must be .*: eu-west-1/],
      },
    ],
    right: [
      {
        what: "an Amazon workspace signed for its region",
        changes: { "prometheus.remoteWrite": [{ ...amazon, sigv4: { region: "eu-west-1" } }] },
      },
      {
        what: "a proxy that takes signed requests",
        changes: { "prometheus.remoteWrite": [{ ...store, sigv4: { region: "eu-west-1" } }] },
      },
    ],
  },
  storeNamedTwice: {
    wrong: [
      {
        what: "two stores of one name",
        changes: { "prometheus.remoteWrite": [store, store] },
        says: [/^prometheus\.remoteWrite\[1\]\.name is "a", as .*remoteWrite\[0\]\.name is/],
      },
    ],
    right: [
      { what: "one address under two names", changes: { "prometheus.remoteWrite": [store, { ...store, name: "b" }] } },
    ],
  },
  criticalChannelOutsideProduction: {
    wrong: [
      {
        what: "staging posting to the critical channel",
        changes: { "alertmanager.slack.allowCriticalChannel": false },
        says: [
          /^alertmanager\.slack\.critical\.channel is "#alerts-critical" in a stack whose .*environment is "staging"/,
        ],
      },
      {
        what: "staging's one channel being the critical one",
        changes: { "alertmanager.slack": { alerts: { ...twice, channel: "#alerts-critical" } } },
        says: [/^alertmanager\.slack\.alerts\.channel is "#alerts-critical"/],
      },
    ],
    right: [
      { what: "staging saying so", changes: { "alertmanager.slack.allowCriticalChannel": true } },
      {
        what: "production posting to the critical channel",
        changes: {
          environment: "production",
          "alertmanager.slack.allowCriticalChannel": false,
          "alertmanager.muteTimes": undefined,
        },
      },
    ],
  },
  muteTimesInProduction: {
    wrong: [
      {
        what: "warnings of production that wait",
        changes: { environment: "production" },
        says: [/^alertmanager\.muteTimes is for stacks whose .*environment is not "production"; it must be left out/],
      },
    ],
    right: [{ what: "warnings of a trial stack that wait", changes: { environment: "trial" } }],
  },
  workEndsBeforeItBegins: {
    wrong: [
      {
        what: "work through the night",
        changes: { "alertmanager.muteTimes": { timeZone: "UTC", workFrom: "22:00", workUntil: "06:00" } },
        says: [/^alertmanager\.muteTimes\.workUntil is "06:00"; it must be later than .*workFrom \("22:00"\)/],
      },
    ],
    right: [
      {
        what: "work around the clock",
        changes: { "alertmanager.muteTimes": { timeZone: "UTC", workFrom: "00:00", workUntil: "24:00" } },
      },
    ],
  },
  oneChannelTwice: {
    wrong: [
      {
        what: "one channel with two webhooks",
        changes: { "alertmanager.slack": { alerts: twice, critical: { ...twice, webhook: { secret: "other" } } } },
        says: [/^alertmanager\.slack\.critical\.channel is "#alerts", as .* but the webhooks differ/],
      },
    ],
    right: [
      {
        what: "one webhook for both",
        changes: { "alertmanager.slack": { alerts: twice, critical: { ...twice, channel: "#incidents" } } },
      },
      {
        what: "one channel and one webhook written twice",
        changes: { "alertmanager.slack": { alerts: twice, critical: twice } },
      },
    ],
  },
  hostOutsideTlsHosts: {
    wrong: [
      {
        what: "a host outside its TLS names",
        changes: { "grafana.ingress.tlsHosts": ["other.qualisys.io"] },
        says: [/^grafana\.ingress\.tlsHosts has other\.qualisys\.io; one of them must cover .*grafana\.host/],
      },
      {
        what: "a wildcard two labels above",
        changes: { "grafana.ingress.tlsHosts": ["*.qualisys.io"] },
        says: [/^grafana\.ingress\.tlsHosts has \*\.qualisys\.io/],
      },
      {
        what: "a wildcard of the host itself",
        changes: { "grafana.host": "staging.qualisys.io" },
        says: [/^grafana\.ingress\.tlsHosts has/],
      },
    ],
    right: [
      {
        what: "a wildcard one label above",
        changes: { "grafana.ingress.tlsHosts": ["other.qualisys.io", "*.staging.qualisys.io"] },
      },
      { what: "no TLS names of its own", changes: { "grafana.ingress.tlsHosts": undefined } },
    ],
  },
  ingressBesideRoute: {
    wrong: [
      {
        what: "a route and an Ingress of a class",
        changes: { "grafana.ingress": { className: "alb" }, "grafana.httpRoute": { gateway: { name: "g" } } },
        says: [/^grafana\.ingress\.className has no effect/],
      },
      {
        what: "a route and an Ingress with a certificate and annotations",
        changes: {
          "grafana.ingress": { tlsHosts: ["*.staging.qualisys.io"], annotations: { a: "b" } },
          "grafana.httpRoute": { gateway: { name: "g" } },
        },
        says: [/^grafana\.ingress\.annotations has no effect/, /^grafana\.ingress\.tlsHosts has no effect/],
      },
    ],
    right: [
      {
        what: "a route and the usual settings of the Ingress",
        changes: {
          "grafana.ingress": { className: "nginx", annotations: {} },
          "grafana.httpRoute": { gateway: { name: "g" } },
        },
      },
    ],
  },
  signInOpenToAll: {
    wrong: [
      {
        what: "Google without domains",
        changes: { "grafana.oauth": { ...google, allowedDomains: [] } },
        says: [/^grafana\.oauth\.allowedDomains is empty with .*provider google/],
      },
      {
        what: "a generic provider without domains",
        changes: { "grafana.oauth.allowedDomains": undefined },
        says: [/^grafana\.oauth\.allowedDomains is empty with .*provider generic/],
      },
      {
        what: "GitHub without organisations",
        changes: { "grafana.oauth": { ...github, allowedOrganizations: [], allowedDomains: ["qualisys.io"] } },
        says: [/^grafana\.oauth\.allowedOrganizations is empty with .*provider github/],
      },
    ],
    right: [
      { what: "Google with a domain", changes: { "grafana.oauth": google } },
      { what: "GitHub with an organisation", changes: { "grafana.oauth": github } },
      {
        what: "GitHub with an organisation and a domain",
        changes: { "grafana.oauth": { ...github, allowedDomains: ["qualisys.io"] } },
      },
    ],
  },
  providerWithoutAddresses: {
    wrong: [
      {
        what: "a generic provider without a token endpoint",
        changes: { "grafana.oauth.tokenUrl": undefined },
        says: [/^grafana\.oauth\.tokenUrl is missing/],
      },
      {
        what: "a generic provider without any address",
        changes: { "grafana.oauth": { ...google, provider: "generic" } },
        says: [
          /^grafana\.oauth\.apiUrl is missing/,
          /^grafana\.oauth\.authUrl is missing/,
          /^grafana\.oauth\.tokenUrl is missing/,
        ],
      },
    ],
    right: [{ what: "a generic provider with all addresses", changes: {} }],
  },
  settingOfAnotherProvider: {
    wrong: [
      ...["authUrl", "tokenUrl", "apiUrl"].map((name) => ({
        what: `Google with ${name}`,
        changes: { "grafana.oauth": { ...google, [name]: "https://id.qualisys.io" } },
        says: [new RegExp(`^grafana\\.oauth\\.${name} is only for generic`)],
      })),
      {
        what: "GitHub with a name",
        changes: { "grafana.oauth": { ...github, name: "x" } },
        says: [/^grafana\.oauth\.name is only for generic/],
      },
      {
        what: "GitHub with a groups claim",
        changes: { "grafana.oauth": { ...github, groupsClaim: "teams" } },
        says: [/^grafana\.oauth\.groupsClaim is only for generic/],
      },
      {
        what: "Google with organisations",
        changes: { "grafana.oauth": { ...google, allowedOrganizations: ["qualisys"] } },
        says: [/^grafana\.oauth\.allowedOrganizations is only for github/],
      },
    ],
    right: [
      {
        what: "GitHub with the usual groups claim",
        changes: { "grafana.oauth": { ...github, groupsClaim: "groups" } },
      },
    ],
  },
  roleInTheWrongForm: {
    wrong: [
      {
        what: "a group as an Admin with Google",
        changes: { "grafana.oauth": { ...google, roles: { admin: ["platform"] } } },
        says: [/^grafana\.oauth\.roles\.admin\[0\] is "platform"; .* must be a mail address/],
      },
      {
        what: "a mail address as an Editor with GitHub",
        changes: { "grafana.oauth": { ...github, roles: { editor: ["ada@qualisys.io"] } } },
        says: [/^grafana\.oauth\.roles\.editor\[0\] is "ada@qualisys\.io"; .* must be a team/],
      },
      {
        what: "a team without its organisation",
        changes: { "grafana.oauth": { ...github, roles: { admin: ["@qualisys/a", "platform"] } } },
        says: [/^grafana\.oauth\.roles\.admin\[1\] is "platform"/],
      },
    ],
    right: [
      {
        what: "a mail address with Google",
        changes: { "grafana.oauth": { ...google, roles: { admin: ["ada@qualisys.io"] } } },
      },
      {
        what: "a team with GitHub",
        changes: { "grafana.oauth": { ...github, roles: { admin: ["@qualisys/platform"] } } },
      },
    ],
  },
  roleOfAStranger: {
    wrong: [
      {
        what: "an Admin of a domain that may not sign in",
        changes: { "grafana.oauth": { ...google, roles: { admin: ["eve@example.org"] } } },
        says: [/^grafana\.oauth\.roles\.admin\[0\] is "eve@example\.org", who may not sign in/],
      },
    ],
    right: [
      {
        what: "an Admin of a second domain",
        changes: {
          "grafana.oauth": {
            ...google,
            allowedDomains: ["qualisys.io", "example.org"],
            roles: { admin: ["eve@Example.org"] },
          },
        },
      },
    ],
  },
  twoRolesForOne: {
    wrong: [
      {
        what: "an Editor who is an Admin",
        changes: { "grafana.oauth.roles": { admin: ["a", "b"], editor: ["c", "b"] } },
        says: [/^grafana\.oauth\.roles\.editor\[1\] is "b", as .*roles\.admin\[1\] is/],
      },
    ],
    right: [
      {
        what: "an Editor who is nothing else",
        changes: { "grafana.oauth.roles": { admin: ["a", "b"], editor: ["c"] } },
      },
    ],
  },
  generatedUnderAnArn: {
    wrong: [
      {
        what: "a generated password under an ARN",
        changes: {
          "grafana.admin.password": {
            secret: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:grafana-AbC123",
          },
        },
        says: [/^grafana\.admin\.password\.secret is an ARN; .* must be the name/],
      },
    ],
    right: [
      {
        what: "a typed password under an ARN",
        changes: {
          "grafana.admin.generate": false,
          "grafana.admin.password": {
            secret: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:grafana-AbC123",
          },
        },
      },
    ],
  },
  generatedAndRead: {
    wrong: [
      {
        what: "a cache's password in the secret that the stack makes",
        changes: { "caches[].credentials": { secret: "qualisys/staging/grafana-admin", key: "redis" } },
        says: [/^caches\[0\]\.credentials is the secret that the stack makes itself/],
      },
    ],
    right: [
      {
        what: "one typed secret for two things",
        changes: {
          "grafana.admin.generate": false,
          "caches[].credentials": { secret: "qualisys/staging/grafana-admin", key: "redis" },
        },
      },
    ],
  },
  targetNamedTwice: {
    wrong: [
      {
        what: "the same database name twice",
        changes: {
          databases: [
            { name: "a", credentials: "x" },
            { name: "b", credentials: "x" },
            { name: "a", credentials: "y" },
          ],
        },
        says: [/^databases\[2\]\.name is "a", as .*databases\[0\]\.name is/],
      },
      {
        what: "the same cache name twice",
        changes: {
          caches: [
            { name: "a", host: "x" },
            { name: "a", host: "y" },
          ],
        },
        says: [/^caches\[1\]\.name is "a"/],
      },
      {
        what: "the same service name twice",
        changes: { services: [service, { ...service, namespaces: ["b"] }] },
        says: [/^services\[1\]\.name is "web"/],
      },
    ],
    right: [
      {
        what: "a database, a cache and a service of one name",
        changes: {
          databases: [{ name: "web", credentials: "x" }],
          caches: [{ name: "web", host: "x" }],
          services: [service],
        },
      },
    ],
  },
  serviceNamedAsAJob: {
    wrong: [
      "postgres-exporter",
      "redis-exporter",
      "node-exporter",
      "kube-state-metrics",
      "kubelet",
      "apiserver",
      "coredns",
    ].map((name) => ({
      what: `a service named ${name}`,
      changes: { services: [{ ...service, name }] },
      says: [/^services\[0\]\.name is ".*", the job of an exporter/],
    })),
    right: [
      {
        what: "a service whose name begins like a job",
        changes: { services: [{ ...service, name: "kubelet-proxy" }] },
      },
    ],
  },
  serviceNamedAsAnObject: {
    wrong: [
      {
        what: "a service named as a database's exporter",
        changes: { services: [{ ...service, name: "postgres-exporter-qualisys" }] },
        says: [
          /^services\[0\]\.name is "postgres-exporter-qualisys", the name of the exporter's objects for .*databases\[0\]\.name/,
        ],
      },
      {
        what: "a service named as a cache's exporter",
        changes: { services: [{ ...service, name: "redis-exporter-sessions" }] },
        says: [
          /^services\[0\]\.name is "redis-exporter-sessions", the name of the exporter's objects for .*caches\[0\]\.name/,
        ],
      },
      {
        what: "a service named as a part of the chart",
        changes: { services: [{ ...service, name: "monitoring-grafana" }] },
        says: [/^services\[0\]\.name is "monitoring-grafana"; it must not begin with monitoring-/],
      },
    ],
    right: [
      {
        what: "a service named as the exporter of no database",
        changes: {
          services: [
            { ...service, name: "postgres-exporter-other" },
            { ...service, name: "monitoring" },
          ],
        },
      },
    ],
  },
  selectorWithoutName: {
    wrong: [
      {
        what: "a selector without the service's name",
        changes: { services: [{ ...service, selector: { app: "api", tier: "x" } }] },
        says: [/^services\[0\]\.selector is \{"app":"api","tier":"x"\}; one of its labels must have the value of/],
      },
    ],
    right: [
      {
        what: "a selector with the service's name under any label",
        changes: { services: [{ ...service, selector: { tier: "x", "example.org/name": "web" } }] },
      },
    ],
  },
  unusableServer: {
    wrong: [
      {
        what: "a region without root certificates",
        changes: { "databases[].caBundle": "rds/eu-nowhere-1" },
        says: [/^databases\[0\]\.caBundle is "rds\/eu-nowhere-1"; Amazon RDS has no root certificate/],
      },
      {
        what: "a PEM file that is not there",
        changes: { "caches[].caBundle": "no/such.pem" },
        says: [/^caches\[0\]\.caBundle is "no\/such\.pem"; no certificate can be read/],
      },
    ],
    right: [
      {
        what: "a bundle that is not used without verification",
        changes: { "databases[].caBundle": "no/such.pem", "databases[].sslMode": "require" },
      },
      {
        what: "a bundle that is not used without TLS",
        changes: { "caches[].caBundle": "no/such.pem", "caches[].tls": false },
      },
    ],
  },
  reservedLabel: {
    wrong: [
      "app.kubernetes.io/name",
      "app.kubernetes.io/part-of",
      "helm.sh/chart",
      "release",
      "grafana_dashboard",
      "jobLabel",
    ].map((label) => ({
      what: `a label ${label} on everything`,
      changes: { labels: { [label]: "x" } },
      says: [/^labels\..* would overwrite a label/],
    })),
    right: [
      {
        what: "labels of its own",
        changes: { labels: { team: "x", "qualisys.io/release": "1", "cost-center": "42" } },
      },
    ],
  },
  tolerationOfAnyAndOneValue: {
    wrong: [
      {
        what: "a toleration of any value with a value",
        changes: { "placement.tolerations[].operator": "Exists" },
        says: [/^placement\.tolerations\[0\]\.value is "monitoring" with .*operator Exists/],
      },
    ],
    right: [
      {
        what: "a toleration of any value",
        changes: { "placement.tolerations[].operator": "Exists", "placement.tolerations[].value": undefined },
      },
    ],
  },
  valueUnknownToTheChart: {
    wrong: [
      { what: "a misspelt chart value", changes: { extraValues: { granana: {} } }, says: [/^extraValues\.granana/] },
      {
        what: "a chart value one level too high",
        changes: { extraValues: { prometheus: { storageSpec: {} } } },
        says: [/^extraValues\.prometheus\.storageSpec/],
      },
    ],
    right: [
      {
        what: "a chart value in its place",
        changes: { extraValues: { prometheus: { prometheusSpec: { logLevel: "debug" } } } },
      },
    ],
  },
};
