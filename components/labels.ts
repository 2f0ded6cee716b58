/** The stack's own labels (`monitoring:labels`), put on every Kubernetes object of the program in one place. */
import { registerStackTransformation } from "@pulumi/pulumi/runtime/stack";

/** Labels by key. */
export type Labels = Readonly<Record<string, string>>;

/** A Kubernetes object, with the parts that labels are put on. */
interface Labelled {
  readonly metadata?: { readonly labels?: Labels; readonly [field: string]: unknown };
  readonly spec?: { readonly template?: Labelled; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** Has every Kubernetes object that is registered from now on carry the labels: no component can forget them. */
export function labelEveryObject(labels: Labels): void {
  if (Object.keys(labels).length === 0) return;
  registerStackTransformation(({ type, props, opts }) =>
    type.startsWith("kubernetes:") ? { props: withLabels(props, labels), opts } : undefined,
  );
}

/** The object with the labels, and those of its pods where it is a workload. Its own labels win, and selectors stay as they are. */
export function withLabels<T extends Labelled>(object: T, labels: Labels): T {
  const { metadata, spec } = object;
  return {
    ...object,
    ...(metadata === undefined ? {} : { metadata: { ...metadata, labels: { ...labels, ...metadata.labels } } }),
    ...(spec?.template === undefined ? {} : { spec: { ...spec, template: withLabels(spec.template, labels) } }),
  };
}
