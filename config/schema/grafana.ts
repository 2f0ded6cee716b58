/** Configuration of Grafana: its address, its volume, who may sign in. */
import { z } from "zod";
import {
  annotationValue,
  certificateName,
  githubOrganization,
  hostName,
  inGrafanaEnvironment,
  inGrafanaIni,
  kubernetesName,
  labelKey,
  labelName,
  oauthScope,
  oneLine,
  serviceAddress,
  storage,
  userName,
} from "../fields/grammar";
import { secretReference } from "../fields/common";

/** Keys under `monitoring:grafana.ingress`. */
export const ingress = z.strictObject({
  className: kubernetesName
    .default("nginx")
    .describe("IngressClass")
    .meta({ examples: ["nginx"] }),
  clusterIssuer: kubernetesName
    .default("letsencrypt-prod")
    .describe("cert-manager ClusterIssuer of the certificate")
    .meta({ examples: ["letsencrypt-prod"] }),
  tlsSecret: kubernetesName
    .default("grafana-tls")
    .describe("Secret that cert-manager keeps the certificate in")
    .meta({ examples: ["grafana-tls"] }),
  tlsHosts: z
    .array(certificateName)
    .min(1)
    .optional()
    .describe("Names in the certificate, if not host alone; one of them has to cover host (*.qualisys.io does)")
    .meta({ examples: [["*.staging.qualisys.io"]] }),
  annotations: z
    .record(labelKey, annotationValue)
    .default({})
    .describe("Additional annotations")
    .meta({ examples: [{ "nginx.ingress.kubernetes.io/whitelist-source-range": "10.0.0.0/8" }] }),
});

const httpRoute = z.strictObject({
  gateway: z.strictObject({
    name: kubernetesName.describe("Gateway that the route is attached to").meta({ examples: ["public"] }),
    namespace: labelName
      .optional()
      .describe("Its namespace; absent: the stack's own")
      .meta({ examples: ["gateways"] }),
    listener: kubernetesName
      .default("https")
      .describe("Its listener, which has to terminate TLS, because the route has no certificate of its own")
      .meta({ examples: ["https"] }),
  }),
  annotations: z
    .record(labelKey, annotationValue)
    .default({})
    .describe("Annotations of the route")
    .meta({ examples: [{ "example.org/team": "platform" }] }),
});

/** Keys under `monitoring:grafana.oauth`. */
export const oauth = z.strictObject({
  provider: z
    .enum(["google", "github", "generic"])
    .describe("Who signs people in; generic: any OpenID Connect provider")
    .meta({ examples: ["generic"] }),
  clientId: secretReference
    .describe("Secret with the client id")
    .meta({ examples: [{ secret: "qualisys/staging/grafana-oauth", key: "client-id" }] }),
  clientSecret: secretReference
    .describe("Secret with the client secret")
    .meta({ examples: [{ secret: "qualisys/staging/grafana-oauth", key: "client-secret" }] }),
  allowedDomains: z
    .array(hostName)
    .default([])
    .describe("Mail domains whose users may sign in; required for google and generic")
    .meta({ examples: [["qualisys.io"]] }),
  allowedOrganizations: z
    .array(githubOrganization)
    .default([])
    .describe("GitHub organisations whose members may sign in; required for github, and only for it")
    .meta({ examples: [["qualisys"]] }),
  name: inGrafanaIni(oneLine)
    .optional()
    .describe("Label of the sign-in button, for generic")
    .meta({ examples: ["QUALISYS"] }),
  authUrl: inGrafanaIni(serviceAddress)
    .optional()
    .describe("Authorisation endpoint; required for generic")
    .meta({ examples: ["https://id.qualisys.io/authorize"] }),
  tokenUrl: inGrafanaIni(serviceAddress)
    .optional()
    .describe("Token endpoint; required for generic")
    .meta({ examples: ["https://id.qualisys.io/token"] }),
  apiUrl: inGrafanaIni(serviceAddress)
    .optional()
    .describe("User-info endpoint; required for generic")
    .meta({ examples: ["https://id.qualisys.io/userinfo"] }),
  scopes: z
    .array(inGrafanaIni(oauthScope))
    .min(1)
    .optional()
    .describe("Scopes to request; by default the provider's usual ones")
    .meta({ examples: [["openid", "profile", "email", "groups"]] }),
  groupsClaim: oneLine
    .default("groups")
    .describe("Claim with the user's groups, for generic")
    .meta({ examples: ["groups"] }),
  roles: z
    .strictObject({
      admin: z
        .array(oneLine)
        .default([])
        .describe(
          "Who becomes an Admin: mail addresses (google), teams as @organisation/team (github), groups (generic)",
        )
        .meta({ examples: [["platform"]] }),
      editor: z
        .array(oneLine)
        .default([])
        .describe("Who becomes an Editor; written as for admin")
        .meta({ examples: [["developers"]] }),
      default: z
        .enum(["Viewer", "Editor"])
        .default("Viewer")
        .describe("Role of everyone else")
        .meta({ examples: ["Viewer"] }),
    })
    .prefault({}),
});

/** Keys under `monitoring:grafana`. */
export const grafana = z.strictObject({
  host: hostName.describe("Host name of Grafana's URL").meta({ examples: ["grafana.staging.qualisys.io"] }),
  storage: storage
    .default("10Gi")
    .describe("Volume for Grafana's database")
    .meta({ examples: ["10Gi"] }),
  admin: z.strictObject({
    user: inGrafanaEnvironment(userName)
      .default("admin")
      .describe("Name of the administrator; with oauth the way in when the provider is down")
      .meta({ examples: ["admin"] }),
    password: secretReference
      .describe("Secret with the administrator's password")
      .meta({ examples: [{ secret: "qualisys/staging/grafana-admin", key: "password" }] }),
    generate: z
      .boolean()
      .default(false)
      .describe("true: the password is generated and stored in that secret, so that nobody has to type it")
      .meta({ examples: [true] }),
  }),
  ingress: ingress.prefault({}),
  httpRoute: httpRoute.optional().describe("Exposes Grafana through a Gateway API route instead of an Ingress"),
  oauth: oauth.optional().describe("Single sign-on; absent: only the administrator can sign in and add users"),
});
export type OAuthConfig = z.infer<typeof oauth>;
export type HttpRouteConfig = z.infer<typeof httpRoute>;
