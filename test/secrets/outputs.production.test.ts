import { outputChecks } from "./outputs";

outputChecks("production");
