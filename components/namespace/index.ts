/** The namespace that everything lives in. */
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { standardLabels } from "../../naming";

/** Arguments of {@link MonitoringNamespace}. */
export interface MonitoringNamespaceArgs {
  /** Name of the namespace. */
  readonly name: string;
  /** true: this stack creates and owns it; false: it exists already and is only looked up. */
  readonly create: boolean;
  /** true: Pulumi refuses to delete it. */
  readonly protect: boolean;
  /** true: it stays when the stack is destroyed, since deleting it would delete the volume claims in it. */
  readonly retain: boolean;
}

/** Creates the namespace, or adopts one that exists without taking ownership of it. */
export class MonitoringNamespace extends ComponentResource {
  /** Name of the namespace; resources that use it are created after the namespace. */
  readonly namespaceName: Output<string>;

  constructor(name: string, args: MonitoringNamespaceArgs, opts?: ComponentResourceOptions) {
    super("monitoring:index:MonitoringNamespace", name, {}, opts);

    const namespace = args.create
      ? new Namespace(
          `${name}-namespace`,
          { metadata: { name: args.name, labels: standardLabels({ name: args.name, component: "namespace" }) } },
          { parent: this, protect: args.protect, retainOnDelete: args.retain },
        )
      : Namespace.get(`${name}-namespace`, args.name, { parent: this });

    this.namespaceName = namespace.metadata.name;
    this.registerOutputs({ namespaceName: this.namespaceName });
  }
}
