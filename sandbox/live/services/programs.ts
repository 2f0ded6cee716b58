/** The programs of the sample services; each takes the path of its settings as its one argument. */
import { join } from "node:path";

export const programs = {
  api: join(__dirname, "api.ts"),
  web: join(__dirname, "web.ts"),
  load: join(__dirname, "load.ts"),
} as const;
