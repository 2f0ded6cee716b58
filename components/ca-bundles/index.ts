/** The root certificates that exporters check their servers' certificates against. */
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { ComponentResource, type ComponentResourceOptions, type Input } from "@pulumi/pulumi";
import { CA_BUNDLE_KEY, type CaBundle } from "../../exporters/ca-bundle";
import { standardLabels } from "../../naming";
import { childOf } from "../child";

/** Arguments of {@link CaBundles}. */
export interface CaBundlesArgs {
  /** Different bundles: built by `distinctBundles`. */
  readonly bundles: readonly CaBundle[];
  /** Namespace of the exporters that mount them. */
  readonly namespace: Input<string>;
}

/** One ConfigMap a bundle: 100 databases of one region share one, where each with its own would make 20 MB of stack. */
export class CaBundles extends ComponentResource {
  constructor(name: string, args: CaBundlesArgs, opts?: ComponentResourceOptions) {
    super("monitoring:index:CaBundles", name, {}, opts);
    for (const bundle of args.bundles) {
      new ConfigMap(
        `${name}-${bundle.name}`,
        {
          metadata: {
            name: bundle.name,
            namespace: args.namespace,
            labels: standardLabels({ name: bundle.name, component: "exporter" }),
          },
          // Other certificates have another name.
          immutable: true,
          data: { [CA_BUNDLE_KEY]: bundle.pem },
        },
        childOf(this, opts),
      );
    }
    this.registerOutputs({});
  }
}
