import type { Proof } from "../proof";
import { burnProof, latencyBudget } from "./burn";

/** A service answers so many requests slowly within three days that its budget of 30 days lasts 30 days. */
export const proof: Proof = burnProof(latencyBudget, "3Days");
