/** Values that are right by themselves and wrong together: one rule a function, each over the parsed configuration. */
import type { Problem } from "../fields/problem";
import type { Config } from "../schema";
import * as alerts from "./alerts";
import * as grafana from "./grafana";
import * as kubernetes from "./kubernetes";
import * as prometheus from "./prometheus";
import * as slack from "./slack";
import * as targets from "./targets";

/** Every rule by its name. */
export const combinationRules: Readonly<Record<string, (config: Config) => readonly Problem[]>> = {
  ...prometheus,
  ...slack,
  ...grafana,
  ...targets,
  ...kubernetes,
  ...alerts,
};

/** Everything that does not go together. */
export function combinationProblems(config: Config): readonly Problem[] {
  return Object.values(combinationRules).flatMap((rule) => rule(config));
}
