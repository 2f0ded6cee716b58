/** Options of a component's children. */
import type { ComponentResource, ComponentResourceOptions, CustomResourceOptions } from "@pulumi/pulumi";

/**
 * Options that make a resource the component's child and hand the component's own dependencies on to it:
 * the engine records them for the component only, so that a destroy would not keep the order.
 */
export function childOf(parent: ComponentResource, opts: ComponentResourceOptions | undefined): CustomResourceOptions {
  return { parent, ...(opts?.dependsOn === undefined ? {} : { dependsOn: opts.dependsOn }) };
}
