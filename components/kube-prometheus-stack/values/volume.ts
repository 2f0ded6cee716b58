/** Volume claims of the operator's StatefulSets. */

/** A claim template: one writer, the stack's class. */
export function volumeClaim(storageClassName: string, storage: string) {
  return {
    volumeClaimTemplate: {
      spec: { storageClassName, accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } },
    },
  };
}
