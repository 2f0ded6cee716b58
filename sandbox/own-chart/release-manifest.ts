/** What Helm has installed, read from its own record. */
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { type Manifest, parseManifests } from "./manifest";

const releaseSchema = z.object({
  manifest: z.string(),
  hooks: z.array(z.object({ manifest: z.string() })).nullish(),
});

/**
 * The objects of a Helm release, its hooks included.
 *
 * @param secretDataRelease `data.release` of the Secret `sh.helm.release.v1.<name>.v<revision>`, as the API serves
 * it: base64 by Kubernetes around base64 by Helm around gzipped JSON.
 * @throws where the text is not such a record.
 */
export function readReleaseManifest(secretDataRelease: string): Manifest[] {
  const release = releaseSchema.parse(decodeRelease(secretDataRelease));
  return [release.manifest, ...(release.hooks ?? []).map((hook) => hook.manifest)].flatMap(parseManifests);
}

function decodeRelease(encoded: string): unknown {
  const zipped = Buffer.from(Buffer.from(encoded, "base64").toString("latin1"), "base64");
  try {
    return JSON.parse(gunzipSync(zipped).toString("utf8"));
  } catch (error) {
    throw new Error(
      "The text is no record of a Helm release (base64, base64, gzip, JSON); " +
        "pass data.release of a Secret sh.helm.release.v1.*, as the API serves it.",
      { cause: error },
    );
  }
}
