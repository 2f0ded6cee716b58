import type { UnitTest } from "../unit-test";
import { burnUnitTest, errorBudget } from "./burn";

/** A service fails so many requests within a day that its budget of 30 days lasts ten days. */
export const unitTest: UnitTest = burnUnitTest(errorBudget, "1Day");
