import type { V1CSIDriver, V1CustomResourceDefinition, V1Node, V1StorageClass } from "@kubernetes/client-node";
import type { NODES } from "./addresses";

/** The provisioner of EBS volumes on EKS; here kwok plays it (stages.yaml). */
export const PROVISIONER = "ebs.csi.aws.com";

/** What a node has: the size of an m7i.8xlarge, room enough for everything that a stack asks for. */
export const NODE_CAPACITY = { cpu: "32", memory: "128Gi", "ephemeral-storage": "500Gi", pods: "250" } as const;

/**
 * A node; kwok adds the conditions, so the node turning Ready shows that kwok works.
 */
export function sandboxNode({ name, zone, address }: (typeof NODES)[number]): V1Node {
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "topology.kubernetes.io/region": "sandbox",
        "topology.kubernetes.io/zone": zone,
      },
    },
    status: {
      capacity: { ...NODE_CAPACITY },
      allocatable: { ...NODE_CAPACITY },
      addresses: [
        { type: "InternalIP", address },
        { type: "Hostname", address: name },
      ],
      nodeInfo: {
        architecture: "amd64",
        operatingSystem: "linux",
        osImage: "none",
        bootID: "none",
        machineID: "none",
        systemUUID: "none",
        kernelVersion: "none",
        containerRuntimeVersion: "none://simulated",
        kubeletVersion: "simulated",
        kubeProxyVersion: "",
      },
    },
  };
}

/** The storage class of EKS clusters that the stack files name. */
export function gp3StorageClass(): V1StorageClass {
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name: "gp3" },
    provisioner: PROVISIONER,
    parameters: { type: "gp3" },
    reclaimPolicy: "Delete",
    volumeBindingMode: "WaitForFirstConsumer",
    allowVolumeExpansion: true,
  };
}

/** Says that volumes need no attaching: there is no machine to attach them to. */
export function ebsDriver(): V1CSIDriver {
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "CSIDriver",
    metadata: { name: PROVISIONER },
    spec: { attachRequired: false, podInfoOnMount: false },
  };
}

/**
 * The Gateway API's HTTPRoute, so that one can be deployed: it is stored and nothing more. No gateway serves it, and its
 * fields are not checked here.
 */
export function httpRouteType(): V1CustomResourceDefinition {
  const group = "gateway.networking.k8s.io";
  const schema = {
    openAPIV3Schema: {
      type: "object",
      properties: { spec: { type: "object", x_kubernetes_preserve_unknown_fields: true } },
    },
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `httproutes.${group}`,
      // The group belongs to Kubernetes, whose API server asks for the review of a definition in it.
      annotations: { "api-approved.kubernetes.io": "unapproved, stand-in of the sandbox" },
    },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind: "HTTPRoute", listKind: "HTTPRouteList", plural: "httproutes", singular: "httproute" },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  };
}
