import type { Proof } from "../proof";
import { burnProof, latencyBudget } from "./burn";

/** A service answers so many requests slowly within six hours that its budget of 30 days lasts five days. */
export const proof: Proof = burnProof(latencyBudget, "6Hours");
