/**
 * The overlay `fast`: alerts and messages that come sooner than they are declared to, so that a drill takes a minute. Nothing but these
 * times is changed, and everything that shows a result of it says so.
 */
import { parse } from "yaml";
import { z } from "zod";
import { parseDuration } from "../../../units/duration";

/** The times of the overlay, none of which is longer: seconds. */
export const FAST = { for: 10, keepFiringFor: 10, groupWait: 1, groupInterval: 10 } as const;

/** The overlay in words. */
export const FAST_IN_WORDS = `fast: "for" and "keep_firing_for" of every alert are at most ${FAST.for} s, group_wait ${FAST.groupWait} s, group_interval ${FAST.groupInterval} s`;

const ruleFile = z.looseObject({
  groups: z.array(
    z.looseObject({
      rules: z.array(z.looseObject({ for: z.string().optional(), keep_firing_for: z.string().optional() })),
    }),
  ),
});

/** A rule file with the overlay; JSON, which is YAML. */
export function fastRules(text: string): string {
  const { groups, ...rest } = ruleFile.parse(parse(text));
  const rules = groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ({
      ...rule,
      ...shorter(rule, "for", FAST.for),
      ...shorter(rule, "keep_firing_for", FAST.keepFiringFor),
    })),
  }));
  return JSON.stringify({ ...rest, groups: rules });
}

interface Route {
  readonly group_wait?: string | undefined;
  readonly group_interval?: string | undefined;
  readonly routes?: readonly Route[] | undefined;
}

const route: z.ZodType<Route> = z.lazy(() =>
  z.looseObject({
    group_wait: z.string().optional(),
    group_interval: z.string().optional(),
    routes: z.array(route).optional(),
  }),
);
const alertmanagerFile = z.looseObject({ route });

/** Alertmanager's configuration with the overlay; JSON, which is YAML. */
export function fastRoutes(text: string): string {
  const { route: root, ...rest } = alertmanagerFile.parse(parse(text));
  return JSON.stringify({ ...rest, route: fastRoute({ group_wait: "30s", group_interval: "5m", ...root }) });
}

function fastRoute(of: Route): Route {
  return {
    ...of,
    ...shorter(of, "group_wait", FAST.groupWait),
    ...shorter(of, "group_interval", FAST.groupInterval),
    ...(of.routes === undefined ? {} : { routes: of.routes.map(fastRoute) }),
  };
}

/** A duration that is at most so long; nothing where there is none. */
function shorter<Key extends string>(of: { readonly [K in Key]?: string | undefined }, key: Key, seconds: number) {
  const declared = of[key];
  return declared === undefined || (parseDuration(declared) ?? 0) <= seconds * 1000 ? {} : { [key]: `${seconds}s` };
}
