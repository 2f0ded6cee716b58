/** Configuration of Grafana: its address, its volume, who may sign in. */
import { z } from "zod";
import { hostName, objectName, quantity } from "../grammar";
import { secretReference } from "./common";

const ingress = z.strictObject({
  className: z.string().min(1).default("nginx").describe("IngressClass"),
  clusterIssuer: z.string().min(1).default("letsencrypt-prod").describe("cert-manager ClusterIssuer of the certificate"),
  tlsSecret: objectName.default("grafana-tls").describe("Secret that cert-manager keeps the certificate in"),
  tlsHosts: z.array(z.string().min(1)).optional().describe("Names in the certificate, where they are others than host alone; one of them has to cover host (*.qualisys.io does)"),
  annotations: z.record(z.string(), z.string()).default({}).describe("Further annotations"),
});

const httpRoute = z.strictObject({
  gateway: z.strictObject({
    name: objectName.describe("Gateway that the route is attached to"),
    namespace: objectName.optional().describe("Its namespace; the stack's own where absent"),
    listener: objectName.default("https").describe("Its listener; one that ends TLS, since the route has no certificate of its own"),
  }),
  annotations: z.record(z.string(), z.string()).default({}).describe("Annotations of the route"),
});

const oauth = z.strictObject({
  provider: z.enum(["google", "github", "generic"]).describe("Who signs people in; generic: any OpenID Connect provider"),
  clientId: secretReference.describe("Secret with the client id"),
  clientSecret: secretReference.describe("Secret with the client secret"),
  allowedDomains: z.array(hostName).default([]).describe("Mail domains whose people may sign in; required for google and generic"),
  allowedOrganizations: z.array(z.string().min(1)).default([]).describe("GitHub organisations whose members may sign in; required for github"),
  name: z.string().min(1).optional().describe("Word on the sign-in button, for generic"),
  authUrl: z.url({ error: "must be an http or https address" }).optional().describe("Authorisation endpoint; required for generic"),
  tokenUrl: z.url({ error: "must be an http or https address" }).optional().describe("Token endpoint; required for generic"),
  apiUrl: z.url({ error: "must be an http or https address" }).optional().describe("User-info endpoint; required for generic"),
  scopes: z.array(z.string().min(1)).optional().describe("Scopes to ask for; the provider's usual ones by default"),
  groupsClaim: z.string().min(1).default("groups").describe("Claim that holds a person's groups, for generic"),
  roles: z.strictObject({
    admin: z.array(z.string().min(1)).default([]).describe("Who becomes an Admin: mail addresses (google), teams as @organisation/team (github), groups (generic)"),
    editor: z.array(z.string().min(1)).default([]).describe("Who becomes an Editor; written as for admin"),
    default: z.enum(["Viewer", "Editor"]).default("Viewer").describe("Role of everybody else"),
  }).prefault({}),
});

/** Keys under `monitoring:grafana`. */
export const grafana = z.strictObject({
  host: hostName.describe("Host name of Grafana's address"),
  storage: quantity.default("10Gi").describe("Volume for Grafana's database"),
  admin: z.strictObject({
    user: z.string().min(1).default("admin").describe("Name of the administrator; with oauth the way in when the provider is down"),
    password: secretReference.describe("Secret with the administrator's password"),
    generate: z.boolean().default(false).describe("true: the password is generated and stored under that secret, so that nobody types it"),
  }),
  ingress: ingress.prefault({}),
  httpRoute: httpRoute.optional().describe("Publishes Grafana by a Gateway API route instead of an Ingress"),
  oauth: oauth.optional().describe("Single sign-on; absent: only the administrator signs in and adds people"),
});
export type OAuthConfig = z.infer<typeof oauth>;
export type HttpRouteConfig = z.infer<typeof httpRoute>;
