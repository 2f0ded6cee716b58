/** Whether the names in certificates cover the hosts that are published. */
import { isBlank, isHidden, items, at, shown } from "../input/known";

/** The grammar of Kubernetes for the host of a rule: lower-case labels, the first of which may be an asterisk. */
const HOST = /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** What is wrong with the hosts that a TLS section has to cover. A rule without a host answers for every name, which no certificate covers. */
export function checkHosts(hosts: readonly unknown[], tls: unknown, path: string): string[] {
  if (hosts.length === 0) return [];
  if (isHidden(tls)) return [`${path} is ${shown(tls)}.`];
  const entries = items(tls);
  const hidden = entries.flatMap(([index, entry]) => {
    const names = [at(entry, "hosts"), ...items(at(entry, "hosts")).map(([, host]) => host)].find(isHidden);
    return names === undefined ? [] : [`${path}[${index}].hosts is ${shown(names)}.`];
  });
  if (hidden.length > 0) return hidden;
  return hosts.flatMap((host) => {
    if (isHidden(host)) return [`${path}: the host is ${shown(host)}.`];
    if (isBlank(host))
      return [`${path}: a rule without a host answers for every name; only hosts that TLS covers are allowed.`];
    if (typeof host !== "string" || !HOST.test(host))
      return [`${path}: the host ${shown(host)} is no host name in lower case, so no certificate covers it.`];
    const own = entries.filter(([, entry]) => items(at(entry, "hosts")).some(([, name]) => covers(name, host)));
    if (own.length === 0) return [`${path} does not cover the host ${shown(host)}; every host needs TLS.`];
    const secrets = own.map(([, entry]) => at(entry, "secretName"));
    return secrets.some((secret) => !isBlank(secret) && !isHidden(secret))
      ? []
      : [
          `${path}[${own[0]?.[0]}].secretName is ${shown(secrets.find(isHidden) ?? secrets[0])}, so no certificate is known for the host ${shown(host)}; name its Secret.`,
        ];
  });
}

/** Whether a name in a certificate is for a host; an asterisk stands for exactly one label. */
function covers(name: unknown, host: string): boolean {
  if (typeof name !== "string") return false;
  return (
    name === host ||
    (name.startsWith("*.") &&
      !host.startsWith("*.") &&
      host.includes(".") &&
      host.slice(host.indexOf(".")) === name.slice(1))
  );
}
