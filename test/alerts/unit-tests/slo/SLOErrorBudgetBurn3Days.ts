import type { UnitTest } from "../unit-test";
import { burnUnitTest, errorBudget } from "./burn";

/** A service fails so many requests within three days that its budget of 30 days lasts 30 days. */
export const unitTest: UnitTest = burnUnitTest(errorBudget, "3Days");
