/** Who is notified of an alert. */
import type { AlertmanagerFile, Receiver, Route } from "../../chart-values/shapes";
import { matches } from "./matchers";

/** Names of the receivers of an alert, in the order in which it goes to them. */
export function receiversOf(
  { route = {} }: Pick<AlertmanagerFile, "route">,
  labels: Readonly<Record<string, string>>,
): readonly string[] {
  return reached(route, labels, route.receiver ?? "");
}

/** Their channels, and `nobody` where none of them is one. */
export function notified(file: AlertmanagerFile, labels: Readonly<Record<string, string>>): string {
  const names = receiversOf(file, labels);
  const channels = names.flatMap((name) => channelsOf(file.receivers?.find((receiver) => receiver.name === name)));
  return channels.length === 0 ? "nobody" : channels.join(", ");
}

/** A parent route applies only where none of its children does; the first that matches ends it, unless it says to go on. */
function reached(
  { routes = [] }: Route,
  labels: Readonly<Record<string, string>>,
  receiver: string,
): readonly string[] {
  const found: string[] = [];
  for (const child of routes) {
    if (!(child.matchers ?? []).every((matcher) => matches(matcher, (label) => labels[label] ?? ""))) continue;
    found.push(...reached(child, labels, child.receiver ?? receiver));
    if (child.continue !== true) break;
  }
  return found.length === 0 ? [receiver] : found;
}

function channelsOf(receiver: Receiver | undefined): readonly string[] {
  return (receiver?.slack_configs ?? []).flatMap(({ channel }) => (channel === undefined ? [] : [`\`${channel}\``]));
}
