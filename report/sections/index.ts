/** The sections of the report, in the order in which a reviewer wants them. */
import type { Section } from "../model";
import { access } from "./access";
import { alerts, recordingRules } from "./alerts";
import { others } from "./others";
import { dashboards, panels } from "./panels";
import { routing } from "./routing";
import { secrets } from "./secrets";
import { sizes } from "./sizes";
import { targets } from "./targets";
import { versions } from "./versions";
import { volumes } from "./volumes";

/** Every section; between them they name everything that is rendered. */
export const sections: readonly Section[] = [
  alerts,
  recordingRules,
  routing,
  targets,
  dashboards,
  panels,
  versions,
  volumes,
  sizes,
  access,
  secrets,
  others,
];
