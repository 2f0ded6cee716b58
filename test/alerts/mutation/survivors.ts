/** Mutants that no case notices, with the reason. They count as not noticed. */
import type { Reasons } from "./score";

/** By alert, and by the name of the mutant. */
export const survivors: Reasons = {};
