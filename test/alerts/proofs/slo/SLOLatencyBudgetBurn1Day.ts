import type { Proof } from "../proof";
import { burnProof, latencyBudget } from "./burn";

/** A service answers so many requests slowly within a day that its budget of 30 days lasts ten days. */
export const proof: Proof = burnProof(latencyBudget, "1Day");
