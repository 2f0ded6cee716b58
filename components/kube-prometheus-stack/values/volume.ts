/** Volume claims of the operator's StatefulSets. */
import type { Storage } from "../../../chart-values/shapes";

/** A claim template: one writer, the stack's class. Its labels are those of the claims that are made from it. */
export function volumeClaim(
  storageClassName: string,
  storage: string,
  labels: Readonly<Record<string, string>> = {},
): Storage {
  return {
    volumeClaimTemplate: {
      ...(Object.keys(labels).length === 0 ? {} : { metadata: { labels } }),
      spec: { storageClassName, accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
    },
  };
}
