/** The Kubernetes objects of an exporter. */
import { posix } from "node:path";
import type { IServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import type { types } from "@pulumi/kubernetes";
import type { PlacementConfig } from "../../config/schema";
import { CA_BUNDLE_PATH } from "../../exporters/ca-bundle";
import { CREDENTIALS_FOLDER, exporterName, type ExporterSpec } from "../../exporters/spec";
import { selectorLabels, standardLabels, type LabelSubject } from "../../naming";
import { CREDENTIALS_VERSION_ANNOTATION } from "../credentials/names";
import { podPlacement } from "../placement";
import type { ScrapeTiming } from "../scrape-targets/monitor";

/** Name of the port of an exporter's Service; a ServiceMonitor finds a port by its name. */
const PORT_NAME = "metrics";

function subjectOf(spec: ExporterSpec): LabelSubject {
  return { name: spec.job, instance: exporterName(spec), component: "exporter", version: spec.version };
}

/** Name and labels of an exporter's object. */
export function exporterMetadata(spec: ExporterSpec) {
  return { name: exporterName(spec), labels: standardLabels(subjectOf(spec)) };
}

/** What an exporter's pod has from the stack. */
export interface ExporterPod {
  /** What changes with each rotation of the credentials, and is no secret: the exporters read them once. */
  readonly credentialsVersion: string;
  readonly placement: PlacementConfig;
  /** Registry in place of the public one, where the stack has a mirror. */
  readonly imageRegistry?: string;
}

/** The Deployment: one pod that runs as nobody, writes nowhere and holds no rights in the cluster. */
export function exporterDeployment(spec: ExporterSpec, pod: ExporterPod) {
  return {
    replicas: 1,
    selector: { matchLabels: selectorLabels(subjectOf(spec)) },
    template: {
      metadata: {
        labels: standardLabels(subjectOf(spec)),
        annotations: { [CREDENTIALS_VERSION_ANNOTATION]: pod.credentialsVersion },
      },
      spec: {
        automountServiceAccountToken: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: spec.runAsUser,
          runAsGroup: spec.runAsUser,
          fsGroup: spec.runAsUser,
          seccompProfile: { type: "RuntimeDefault" },
        },
        ...podPlacement(pod.placement),
        containers: [exporterContainer(spec, pod)],
        volumes: exporterVolumes(spec),
      },
    },
  } satisfies types.input.apps.v1.DeploymentSpec;
}

function exporterContainer(spec: ExporterSpec, { imageRegistry }: ExporterPod) {
  const probe = { httpGet: { path: spec.healthPath, port: PORT_NAME } };
  return {
    name: spec.job,
    image: imageRegistry === undefined ? spec.image : fromRegistry(spec.image, imageRegistry),
    args: spec.args.map(verbatim),
    env: [
      ...Object.entries(spec.env).map(([name, value]) => ({ name, value: verbatim(value) })),
      ...Object.entries(spec.secretEnv).map(([name, key]) => ({
        name,
        valueFrom: { secretKeyRef: { name: exporterName(spec), key } },
      })),
    ],
    ports: [{ name: PORT_NAME, containerPort: spec.port }],
    readinessProbe: probe,
    livenessProbe: { ...probe, initialDelaySeconds: 10 },
    resources: spec.resources,
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
    volumeMounts: [
      ...(spec.secretFiles.length === 0
        ? []
        : [{ name: "credentials", mountPath: CREDENTIALS_FOLDER, readOnly: true }]),
      ...(spec.caBundle === undefined
        ? []
        : [{ name: "ca", mountPath: posix.dirname(CA_BUNDLE_PATH), readOnly: true }]),
    ],
  } satisfies types.input.core.v1.Container;
}

/**
 * A text as arguments and variables have to have it so that it reaches the program as it is: the kubelet replaces `$(NAME)`, and
 * makes one `$` of two (expansion.Expand in Kubernetes). What comes from a Secret is not expanded.
 */
function verbatim(text: string): string {
  return text.replaceAll("$", "$$$$");
}

/** The image as a mirror has it: the same repository and tag, as with the chart's `global.imageRegistry`. */
function fromRegistry(image: string, registry: string): string {
  return image.replace(/^[^/]+/, registry);
}

function exporterVolumes(spec: ExporterSpec): types.input.core.v1.Volume[] {
  return [
    ...(spec.secretFiles.length === 0
      ? []
      : [
          {
            name: "credentials",
            secret: { secretName: exporterName(spec), items: spec.secretFiles.map((key) => ({ key, path: key })) },
          },
        ]),
    ...(spec.caBundle === undefined ? [] : [{ name: "ca", configMap: { name: spec.caBundle.name } }]),
  ];
}

/** The Service that the ServiceMonitor selects. */
export function exporterService(spec: ExporterSpec) {
  return {
    selector: selectorLabels(subjectOf(spec)),
    ports: [{ name: PORT_NAME, port: spec.port, targetPort: PORT_NAME }],
  } satisfies types.input.core.v1.ServiceSpec;
}

/** The ServiceMonitor: `job` is the kind of exporter, and the server's name is put on every series. */
export function exporterServiceMonitor(spec: ExporterSpec, scrape: ScrapeTiming): NonNullable<IServiceMonitor["spec"]> {
  return {
    jobLabel: "app.kubernetes.io/name",
    selector: { matchLabels: selectorLabels(subjectOf(spec)) },
    endpoints: [
      {
        port: PORT_NAME,
        interval: scrape.interval,
        scrapeTimeout: scrape.timeout,
        relabelings: [{ targetLabel: spec.serverLabel, replacement: spec.server, action: "replace" }],
      },
    ],
  };
}
