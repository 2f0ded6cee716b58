/** Volume claims of the operator's StatefulSets. */
import type { Storage } from "../../../chart/shapes";

/** A claim template: one writer, the stack's class. */
export function volumeClaim(storageClassName: string, storage: string): Storage {
  return {
    volumeClaimTemplate: {
      spec: { storageClassName, accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
    },
  };
}
