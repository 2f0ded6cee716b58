/** The policy pack: the limits that every preview and every deployment of the monitoring is held to. */
import { PolicyPack } from "@pulumi/policy";
import { policyOf } from "./policy";
import { rules } from "./rules";

new PolicyPack("qualisys-monitoring", { policies: rules.map(policyOf) });
