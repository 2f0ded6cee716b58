/** All edge cases. */
import type { EdgeCase } from "../edge-case";
import { answers } from "./answers";
import { connections } from "./connections";
import { outcomes } from "./outcomes";
import { routes } from "./routes";

export const edgeCases: readonly EdgeCase[] = [...routes, ...answers, ...outcomes, ...connections];
