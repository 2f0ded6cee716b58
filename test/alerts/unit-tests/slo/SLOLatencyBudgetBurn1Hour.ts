import type { UnitTest } from "../unit-test";
import { burnUnitTest, latencyBudget } from "./burn";

/** A service answers so many requests slowly within an hour that its budget of 30 days lasts two days. */
export const unitTest: UnitTest = burnUnitTest(latencyBudget, "1Hour");
