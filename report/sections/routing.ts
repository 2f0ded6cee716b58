/** Who is notified of an alert: Alertmanager's routes, receivers and inhibitions. */
import type { Item, Section } from "../model";
import { factsOf, leaves, otherSettings, parsedFile } from "../read";

/** A route with those below it. */
interface Route {
  readonly receiver?: string;
  readonly matchers?: readonly string[];
  readonly routes?: readonly Route[];
}

/** A receiver: its name, and a list of targets for each kind of integration (`slack_configs`). */
interface Receiver extends Readonly<Record<string, unknown>> {
  readonly name: string;
}

/** What holds back which alerts. */
interface InhibitRule {
  readonly source_matchers?: readonly string[];
  readonly target_matchers?: readonly string[];
  readonly equal?: readonly string[];
}

/** Alertmanager's configuration. */
interface Configuration {
  readonly route?: Route;
  readonly receivers?: readonly Receiver[];
  readonly inhibit_rules?: readonly InhibitRule[];
}

/** Routes by what they match, receivers by name, inhibitions by both their sides, and what is left. */
export const routing: Section = {
  title: "Routes and receivers",
  noun: ["route or receiver", "routes and receivers"],
  items: (files) => {
    const {
      route,
      receivers = [],
      inhibit_rules: inhibitions = [],
      ...others
    } = parsedFile<Configuration>(files, "alertmanager.yaml") ?? {};
    return [
      ...receivers.flatMap(receiverItems),
      ...(route === undefined ? [] : routeItems(route, [])),
      ...inhibitions.map(inhibitionItem),
      { key: "settings", name: "settings", facts: factsOf(Object.fromEntries(leaves(others))) },
    ];
  },
};

/** The receiver, and one item for each place that it posts to. */
function receiverItems({ name, ...integrations }: Receiver): readonly Item[] {
  const targets = Object.entries(integrations).flatMap(([kind, list]) =>
    (list as readonly Readonly<Record<string, unknown>>[]).map((target) => ({ kind, target })),
  );
  return [
    {
      key: `receiver ${name}`,
      name: `receiver ${name}`,
      facts: targets.length === 0 ? factsOf({ target: "nobody" }) : [],
    },
    ...targets.map(({ kind, target }) => ({
      key: `receiver ${name} ${kind}`,
      name: `receiver ${name}, ${kind.replace(/_configs$/, "")}`,
      facts: factsOf(Object.fromEntries(leaves(target))),
    })),
  ];
}

function routeItems(route: Route, above: readonly string[]): readonly Item[] {
  const { routes = [], matchers = [], receiver, ...others } = route;
  const path = matchers.length === 0 ? above : [...above, matchers.join(", ")];
  const name = path.length === 0 ? "default route" : `route ${path.join(" / ")}`;
  return [
    { key: name, name, facts: [...factsOf({ receiver, ...others })] },
    ...routes.flatMap((child) => routeItems(child, path)),
  ];
}

function inhibitionItem({
  source_matchers: source = [],
  target_matchers: target = [],
  equal,
  ...others
}: InhibitRule): Item {
  const name = `${source.join(", ") || "nothing"} holds back ${target.join(", ")}`;
  return { key: `inhibition ${name}`, name, facts: [...factsOf({ "where equal": equal }), otherSettings(others)] };
}
