import type { Proof } from "../proof";
import { burnProof, latencyBudget } from "./burn";

/** A service answers so many requests slowly within an hour that its budget of 30 days lasts two days. */
export const proof: Proof = burnProof(latencyBudget, "1Hour");
