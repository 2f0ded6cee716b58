import { outputChecks } from "./outputs";

outputChecks("staging");
