/** Services, which open their ports as they are. */
import { at, isBlank, isHidden, items, shown } from "../input/known";

/** Types that nobody outside the cluster reaches; a Service without a type has the first. */
const INNER_TYPES: readonly unknown[] = ["ClusterIP", "ExternalName"];

/** What is wrong with a Service's spec, or with what a chart makes one of. */
export function checkService(spec: unknown, path: string): string[] {
  if (isHidden(spec)) return [`${path} is ${shown(spec)}; only ClusterIP is allowed.`];
  const type = at(spec, "type");
  const opened =
    isBlank(type) || INNER_TYPES.includes(type)
      ? []
      : [
          isHidden(type)
            ? `${path}.type is ${shown(type)}; only ClusterIP is allowed.`
            : `${path}.type is ${shown(type)}, which publishes the port without TLS; only ClusterIP is allowed.`,
        ];
  const addresses = at(spec, "externalIPs");
  return items(addresses).length > 0 || isHidden(addresses)
    ? [...opened, `${path}.externalIPs publishes the port without TLS; only ClusterIP is allowed.`]
    : opened;
}
