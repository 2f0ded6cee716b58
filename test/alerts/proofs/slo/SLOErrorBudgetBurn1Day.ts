import type { Proof } from "../proof";
import { burnProof, errorBudget } from "./burn";

/** A service fails so many requests within a day that its budget of 30 days lasts ten days. */
export const proof: Proof = burnProof(errorBudget, "1Day");
