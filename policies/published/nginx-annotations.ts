/**
 * The annotations of ingress-nginx: what is known to leave TLS as it is, is allowed; anything else is not.
 *
 * Names and grammars: https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
 */
import { isBlank, isHidden, shown, textOf } from "../input/known";
import { isMap } from "../../common/maps";
import { CLASS_ANNOTATION, checkClass } from "./controllers";

const PREFIX = "nginx.ingress.kubernetes.io/";

/** What Go's `strconv.ParseBool` takes for true; what it takes for nothing, ingress-nginx replaces by its own default. */
const TRUE = ["1", "t", "T", "TRUE", "true", "True"];
const FALSE = ["0", "f", "F", "FALSE", "false", "False"];

/** Whatever their value is, a client that comes over HTTPS is served over HTTPS, and one that does not is redirected. */
const HARMLESS: readonly RegExp[] = [
  /^(whitelist|denylist)-source-range$/,
  /^affinity(-mode|-canary-behavior)?$/,
  /^session-cookie-(change-on-failure|conditional-samesite-none|domain|expires|max-age|name|path|samesite|secure)$/,
  /^auth-(always-set-cookie|cache-duration|cache-key|keepalive(-requests|-share-vars|-timeout)?|method|proxy-set-headers|realm|response-headers|secret|secret-type|signin-redirect-param|type)$/,
  /^auth-tls-(match-cn|pass-certificate-to-upstream|secret|verify-client|verify-depth)$/,
  /^enable-global-auth$|^satisfy$/,
  /^backend-protocol$|^proxy-ssl-(ciphers|name|protocols|secret|server-name|verify|verify-depth)$/,
  /^canary(-by-(cookie|header|header-pattern|header-value)|-weight(-total)?)?$/,
  /^client-body-buffer-size$|^custom-http-errors$|^disable-proxy-intercept-errors$|^default-backend$/,
  /^enable-cors$|^cors-(allow-(credentials|headers|methods|origin)|expose-headers|max-age)$/,
  /^enable-(access-log|rewrite-log|opentelemetry|opentracing|modsecurity|owasp-core-rules)$|^modsecurity-transaction-id$/,
  /^global-rate-limit(-window|-key|-ignored-cidrs)?$|^permanent-redirect-code$|^mirror-request-body$/,
  /^limit-(allowlist|whitelist|burst-multiplier|connections|rate|rate-after|rpm|rps)$/,
  /^load-balance$|^upstream-(hash-by(-subset(-size)?)?|vhost)$|^service-upstream$/,
  /^proxy-(body-size|buffer-size|buffering|buffers-number|busy-buffers-size|connect-timeout|cookie-domain|cookie-path|http-version|max-temp-file-size|next-upstream(-timeout|-tries)?|read-timeout|request-buffering|send-timeout)$/,
  /^use-regex$|^x-forwarded-prefix$|^preserve-trailing-slash$|^connection-proxy-header$/,
  /^http2-push-preload$|^ssl-prefer-server-ciphers$|^force-ssl-redirect$|^relative-redirects$|^opentracing-trust-incoming-span$/,
];

/** Addresses that a client is sent to, or that its request is repeated to. */
const ADDRESSES = [
  "auth-signin",
  "auth-tls-error-page",
  "permanent-redirect",
  "temporal-redirect",
  "auth-request-redirect",
];

/** Paths of the same host: an address with a scheme would be a redirect to it. */
const PATHS = ["app-root", "rewrite-target", "proxy-redirect-to"];

/** Prefixes of other controllers: where one stands, another one than ingress-nginx is meant to answer. */
const OTHER_CONTROLLER =
  /(^|\.)ingress\.kubernetes\.io\/|^nginx\.(org|com)\/|^(haproxy|traefik)\b|^(konghq|projectcontour)\./;

/** What is wrong with the annotations of an Ingress, a sentence each. */
export function checkAnnotations(annotations: unknown, path: string): string[] {
  if (isHidden(annotations)) return [`${path} is ${shown(annotations)}.`];
  if (!isMap(annotations)) return [];
  return Object.entries(annotations).flatMap(([key, value]) => {
    const place = `${path}: ${key}`;
    if (key === CLASS_ANNOTATION) return checkClass(value, place) ?? [];
    if (key.startsWith(PREFIX)) return checkAnnotation(key.slice(PREFIX.length), value, place) ?? [];
    return OTHER_CONTROLLER.test(key)
      ? [`${place} is of another controller than ingress-nginx, whose TLS is not known; leave it out.`]
      : [];
  });
}

function checkAnnotation(name: string, value: unknown, place: string): string | undefined {
  if (HARMLESS.some((pattern) => pattern.test(name))) return undefined;
  if (isHidden(value)) return `${place} is ${shown(value)}.`;
  const text = typeof value === "boolean" ? String(value) : (textOf(value) ?? "");
  if (name === "ssl-redirect")
    return TRUE.includes(text)
      ? undefined
      : `${place} is ${shown(value)}, so plain HTTP is answered; only true is allowed.`;
  if (name === "ssl-passthrough")
    return FALSE.includes(text)
      ? undefined
      : `${place} is ${shown(value)}, so the certificate of the Ingress is not used; only false is allowed.`;
  if (ADDRESSES.includes(name))
    return /^https:\/\//.test(text)
      ? undefined
      : `${place} does not begin with https://; only an address with TLS is allowed.`;
  if (name === "auth-url")
    return isSafeAuthUrl(text)
      ? undefined
      : `${place} does not begin with https://; plain HTTP is allowed inside the cluster only (http://<service>.<namespace>.svc).`;
  if (PATHS.includes(name))
    return /^\/(?!\/)/.test(text) ? undefined : `${place} is no path; only one that begins with a slash is allowed.`;
  if (isBlank(value)) return undefined;
  return `${place} may change how TLS is used; only annotations that are known to leave it as it is are allowed.`;
}

/** The check of a request's cookies goes from the controller to the service that signs in. */
function isSafeAuthUrl(text: string): boolean {
  return /^https:\/\//.test(text) || /^http:\/\/[a-z0-9-]+\.[a-z0-9-]+\.svc(\.[a-z0-9.-]+)?(:\d+)?(\/|$)/.test(text);
}
