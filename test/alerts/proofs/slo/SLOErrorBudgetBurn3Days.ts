import type { Proof } from "../proof";
import { burnProof, errorBudget } from "./burn";

/** A service fails so many requests within three days that its budget of 30 days lasts 30 days. */
export const proof: Proof = burnProof(errorBudget, "3Days");
