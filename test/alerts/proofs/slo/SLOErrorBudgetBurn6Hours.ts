import type { Proof } from "../proof";
import { burnProof, errorBudget } from "./burn";

/** A service fails so many requests within six hours that its budget of 30 days lasts five days. */
export const proof: Proof = burnProof(errorBudget, "6Hours");
