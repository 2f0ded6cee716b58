import type { UnitTest } from "../unit-test";
import { burnUnitTest, errorBudget } from "./burn";

/** A service fails so many requests within six hours that its budget of 30 days lasts five days. */
export const unitTest: UnitTest = burnUnitTest(errorBudget, "6Hours");
