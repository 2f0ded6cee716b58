/** The chart's values for long-term stores. */
import type { IPrometheus } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Prometheus";
import type { ChartValues } from "../../../chart-values/generated/values";
import type { Config, RemoteWriteConfig } from "../../../config/schema";
import { remoteWriteSecretKeys, remoteWriteSecretName } from "../../credentials/names";

type RemoteWrite = NonNullable<IPrometheus["spec"]["remoteWrite"]>[number];

/**
 * The external label that distinguishes replicas, in place of the operator's `prometheus_replica`: Amazon Managed Service for
 * Prometheus and Mimir keep one sample of several replicas by the labels `cluster` and `__replica__`, and drop the latter.
 */
const REPLICA_LABEL = "__replica__";

/** Annotation of a service account that gives its pods an IAM role (IRSA). */
const ROLE_ANNOTATION = "eks.amazonaws.com/role-arn";

/** Values under `prometheus`: the stores that every sample is sent to, and the IAM role it is sent with. */
export function remoteWriteValues({ remoteWrite, roleArn }: Pick<Config["prometheus"], "remoteWrite" | "roleArn">) {
  return {
    prometheus: {
      ...(roleArn === undefined ? {} : { serviceAccount: { annotations: { [ROLE_ANNOTATION]: roleArn } } }),
      ...(remoteWrite.length === 0
        ? {}
        : {
            prometheusSpec: { replicaExternalLabelName: REPLICA_LABEL, remoteWrite: remoteWrite.map(remoteWriteSpec) },
          }),
    },
  } satisfies ChartValues;
}

/** One store as the operator takes it; its credentials are read from the store's Secret. */
export function remoteWriteSpec(store: RemoteWriteConfig): RemoteWrite {
  const fromSecret = (key: string) => ({ name: remoteWriteSecretName(store), key });
  const { username, password, token } = remoteWriteSecretKeys;
  return {
    name: store.name,
    url: store.url,
    ...(Object.keys(store.headers).length === 0 ? {} : { headers: store.headers }),
    ...(store.sigv4 === undefined ? {} : { sigv4: store.sigv4 }),
    ...(store.basicAuth === undefined
      ? {}
      : { basicAuth: { username: fromSecret(username), password: fromSecret(password) } }),
    ...(store.bearerToken === undefined ? {} : { authorization: { type: "Bearer", credentials: fromSecret(token) } }),
  };
}
