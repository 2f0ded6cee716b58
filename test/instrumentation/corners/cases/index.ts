/** All corners. */
import type { Corner } from "../corner";
import { answers } from "./answers";
import { connections } from "./connections";
import { outcomes } from "./outcomes";
import { routes } from "./routes";

export const corners: readonly Corner[] = [...routes, ...answers, ...outcomes, ...connections];
