/** Kubernetes manifests as plain data. */
import { parseAllDocuments } from "yaml";
import { z } from "zod";

const manifestSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).nullish(),
    annotations: z.record(z.string(), z.string()).nullish(),
  }),
});

/** One Kubernetes object, as it stands in a manifest. */
export type Manifest = z.infer<typeof manifestSchema>;

/**
 * The objects of a text of YAML documents; documents without content are left out.
 *
 * @throws where the text is not YAML, or a document is no Kubernetes object.
 */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document, index) => {
    const error = document.errors[0];
    if (error !== undefined)
      throw new Error(`Document ${index + 1} of the manifest is not valid YAML: ${error.message}`);
    const content: unknown = document.toJS();
    if (content === null || content === undefined) return [];
    const manifest = manifestSchema.safeParse(content);
    if (!manifest.success) {
      throw new Error(
        `Document ${index + 1} of the manifest is no Kubernetes object: ${z.prettifyError(manifest.error)}`,
      );
    }
    return [manifest.data];
  });
}

/** `Kind namespace/name`, or `Kind name` for what belongs to no namespace. */
export function objectId(manifest: Manifest): string {
  const { name, namespace } = manifest.metadata;
  return `${manifest.kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
