import type { UnitTest } from "../unit-test";
import { burnUnitTest, latencyBudget } from "./burn";

/** A service answers so many requests slowly within three days that its budget of 30 days lasts 30 days. */
export const unitTest: UnitTest = burnUnitTest(latencyBudget, "3Days");
