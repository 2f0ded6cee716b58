import type { UnitTest } from "../unit-test";
import { burnUnitTest, latencyBudget } from "./burn";

/** A service answers so many requests slowly within six hours that its budget of 30 days lasts five days. */
export const unitTest: UnitTest = burnUnitTest(latencyBudget, "6Hours");
