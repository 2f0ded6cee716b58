import assert from "node:assert/strict";
import { brokenReferences } from "./references";
import { cluster, parts, type Parts } from "./references.fixture";

/** What is reported of the cluster after one change. */
function problemsAfter(change: (broken: Parts) => void): string[] {
  const broken = parts();
  change(broken);
  return brokenReferences(cluster(broken));
}

function remove({ others }: Parts, kind: string, name: string): void {
  others.splice(
    others.findIndex((object) => object.kind === kind && object.metadata?.name === name),
    1,
  );
}

/** A change that breaks one thing, and what has to be said about it. */
const cases: Readonly<Record<string, readonly [(broken: Parts) => void, RegExp]>> = {
  "a Secret of a variable that is missing": [
    ({ container }) =>
      (container.env = [{ name: "PASSWORD", valueFrom: { secretKeyRef: { name: "elsewhere", key: "password" } } }]),
    /^Pod monitoring\/web-0 refers to the Secret elsewhere, which does not exist \(variable PASSWORD of container web\)\.$/,
  ],
  "a key of a variable's Secret that is missing": [
    ({ container }) =>
      (container.env = [{ name: "PASSWORD", valueFrom: { secretKeyRef: { name: "credentials", key: "pasword" } } }]),
    /refers to the key pasword of the Secret credentials, which has only password \(variable PASSWORD/,
  ],
  "a key of a variable's ConfigMap that is missing": [
    ({ container }) =>
      (container.env = [{ name: "LEVEL", valueFrom: { configMapKeyRef: { name: "settings", key: "lvl" } } }]),
    /refers to the key lvl of the ConfigMap settings, which has only level, web.ini/,
  ],
  "a Secret of envFrom that is missing": [
    ({ container }) => (container.envFrom = [{ secretRef: { name: "elsewhere" } }]),
    /refers to the Secret elsewhere, which does not exist \(envFrom of container web\)/,
  ],
  "a ConfigMap of envFrom that is missing": [
    ({ container }) => (container.envFrom = [{ configMapRef: { name: "elsewhere" } }]),
    /refers to the ConfigMap elsewhere, which does not exist \(envFrom/,
  ],
  "a variable of a container that runs first": [
    ({ spec }) =>
      (spec.initContainers = [
        { name: "init", env: [{ name: "X", valueFrom: { secretKeyRef: { name: "no", key: "x" } } }] },
      ]),
    /refers to the Secret no, which does not exist \(variable X of container init\)/,
  ],
  "a Secret that is in another namespace only": [
    ({ spec }) => ((spec.volumes?.[0] ?? assert.fail()).secret = { secretName: "elsewhere" }),
    /refers to the Secret elsewhere, which does not exist \(volume secret\)/,
  ],
  "a key of a Secret's volume that is missing": [
    ({ spec }) =>
      ((spec.volumes?.[0] ?? assert.fail()).secret = {
        secretName: "credentials",
        items: [{ key: "user", path: "u" }],
      }),
    /refers to the key user of the Secret credentials/,
  ],
  "a ConfigMap of a volume that is missing": [
    ({ spec }) => ((spec.volumes?.[1] ?? assert.fail()).configMap = { name: "elsewhere" }),
    /refers to the ConfigMap elsewhere, which does not exist \(volume config\)/,
  ],
  "a file that is mounted alone and missing": [
    ({ container }) => ((container.volumeMounts?.[1] ?? assert.fail()).subPath = "grafana.ini"),
    /mounts the file grafana.ini of the ConfigMap settings, which has only level, web.ini \(volume config\)/,
  ],
  "a key of a projected Secret that is missing": [
    ({ spec }) =>
      ((spec.volumes?.[2] ?? assert.fail()).projected = {
        sources: [{ secret: { name: "credentials", items: [{ key: "user", path: "u" }] } }],
      }),
    /refers to the key user of the Secret credentials, which has only password \(volume both\)/,
  ],
  "a key of a projected ConfigMap that is missing": [
    ({ spec }) =>
      ((spec.volumes?.[2] ?? assert.fail()).projected = {
        sources: [{ configMap: { name: "settings", items: [{ key: "lvl", path: "l" }] } }],
      }),
    /refers to the key lvl of the ConfigMap settings/,
  ],
  "a registry's Secret that is missing": [
    (broken) => remove(broken, "Secret", "registry"),
    /refers to the Secret registry, which does not exist \(imagePullSecrets\)/,
  ],
  "a claim that is missing": [
    ({ spec }) => ((spec.volumes?.[3] ?? assert.fail()).persistentVolumeClaim = { claimName: "data" }),
    /refers to the claim data, which does not exist \(volume data\)/,
  ],
  "a claim that has no volume": [
    ({ claim }) => (claim.status = { phase: "Pending" }),
    /refers to the claim data-web-0, which is Pending, not Bound/,
  ],
  "a service account that is missing": [
    (broken) => remove(broken, "ServiceAccount", "web"),
    /runs as the service account web, which does not exist/,
  ],
  "a mount without a volume": [
    ({ container }) => container.volumeMounts?.push({ name: "cache", mountPath: "/cache" }),
    /mounts the volume cache, which it does not have \(container web\)/,
  ],
  "a readiness probe on a port that is missing": [
    ({ container }) => (container.readinessProbe = { httpGet: { port: "metrics" } }),
    /has a readinessProbe on the port metrics, which the container web does not have/,
  ],
  "a liveness probe on a port of another container": [
    ({ container, spec }) => {
      container.livenessProbe = { tcpSocket: { port: "other" } };
      spec.containers.push({ name: "third", ports: [{ name: "other", containerPort: 1 }] });
    },
    /has a livenessProbe on the port other, which the container web does not have/,
  ],
  "two containers of one name": [
    ({ spec }) => spec.containers.push({ name: "sidecar" }),
    /has several containers named sidecar/,
  ],
  "a volume that only the template lacks": [
    ({ set }) => ((set.spec ?? assert.fail()).volumeClaimTemplates = []),
    /^StatefulSet monitoring\/web mounts the volume data, which it does not have/,
  ],
  "a Service that selects no pod": [
    ({ service }) => ((service.spec ?? assert.fail()).selector = { app: "wbe" }),
    /^Service monitoring\/web selects no pod by \{"app":"wbe"\}\.$/,
  ],
  "a Service with the name of a port that its pods lack": [
    ({ service }) => ((service.spec ?? assert.fail()).ports = [{ name: "http", port: 80, targetPort: "web" }]),
    /^Service monitoring\/web sends port http to the port web\/TCP, which Pod monitoring\/web-0 does not have\.$/,
  ],
  "a Service with the number of a port that its pods lack": [
    ({ service }) => ((service.spec ?? assert.fail()).ports = [{ name: "http", port: 80 }]),
    /sends port http to the port 80\/TCP, which Pod monitoring\/web-0 does not have/,
  ],
  "a Service with another protocol than its pods": [
    ({ service }) => ((service.spec ?? assert.fail()).ports = [{ name: "http", port: 8080, protocol: "UDP" }]),
    /sends port http to the port 8080\/UDP/,
  ],
  "a ServiceMonitor that selects no Service": [
    ({ monitor }) => (monitor.spec.selector = { matchLabels: { app: "wbe" } }),
    /^ServiceMonitor monitoring\/web selects no Service by/,
  ],
  "a ServiceMonitor that looks in another namespace": [
    ({ monitor }) => (monitor.spec.namespaceSelector = { matchNames: ["other"] }),
    /^ServiceMonitor monitoring\/web selects no Service by/,
  ],
  "a ServiceMonitor whose expression selects nothing": [
    ({ monitor }) =>
      (monitor.spec.selector = { matchExpressions: [{ key: "app", operator: "NotIn", values: ["web"] }] }),
    /^ServiceMonitor monitoring\/web selects no Service by/,
  ],
  "a ServiceMonitor of a port that its Service lacks": [
    ({ monitor }) => (monitor.spec.endpoints = [{ port: "http" }, { port: "metrics" }]),
    /^ServiceMonitor monitoring\/web scrapes the port metrics, which Service monitoring\/web does not have\.$/,
  ],
  "an Ingress to a Service that is missing": [
    ({ ingress }) =>
      ((ingress.spec ?? assert.fail()).defaultBackend = { service: { name: "grafana", port: { number: 80 } } }),
    /^Ingress monitoring\/web leads to the Service grafana, which does not exist\.$/,
  ],
  "an Ingress to a port's name that its Service lacks": [
    ({ ingress }) =>
      ((ingress.spec ?? assert.fail()).defaultBackend = { service: { name: "web", port: { name: "https" } } }),
    /^Ingress monitoring\/web leads to the port https, which Service monitoring\/web does not have\.$/,
  ],
  "a route to a Service that is missing": [
    ({ route }) => (route.spec.rules = [{ backendRefs: [{ name: "grafana", port: 80 }] }]),
    /^HTTPRoute monitoring\/web leads to the Service grafana, which does not exist\.$/,
  ],
  "a route to a port's number that its Service lacks": [
    ({ route }) => (route.spec.rules = [{ backendRefs: [{ name: "web", port: 8080 }] }]),
    /^HTTPRoute monitoring\/web leads to the port 8080, which Service monitoring\/web does not have\.$/,
  ],
  "an Ingress to a port's number that its Service lacks": [
    ({ ingress }) =>
      ((ingress.spec ?? assert.fail()).defaultBackend = { service: { name: "web", port: { number: 8080 } } }),
    /leads to the port 8080/,
  ],
};

describe("references between objects", () => {
  it("are all resolved in a cluster where nothing is wrong", () => {
    assert.deepEqual(
      problemsAfter(() => undefined),
      [],
    );
  });

  for (const [what, [change, expected]] of Object.entries(cases)) {
    it(`are broken by ${what}`, () => {
      const problems = problemsAfter(change);
      assert.ok(
        problems.some((problem) => expected.test(problem)),
        `${expected} is not among\n${problems.join("\n") || "nothing"}`,
      );
      // One break says nothing about anything else; a pod and its template may both say it.
      assert.ok(problems.length <= 2, problems.join("\n"));
    });
  }

  it("may be missing where Kubernetes does without them", () => {
    const optional = problemsAfter(({ container, spec }) => {
      container.envFrom = [
        { secretRef: { name: "no", optional: true } },
        { configMapRef: { name: "no", optional: true } },
      ];
      container.env = [{ name: "X", valueFrom: { secretKeyRef: { name: "credentials", key: "no", optional: true } } }];
      spec.volumes?.push({ name: "more", configMap: { name: "no", optional: true } });
    });
    assert.deepEqual(optional, []);
  });

  it("are not asked of a Service without a selector, whose addresses somebody else writes", () => {
    assert.deepEqual(
      problemsAfter(({ others }) =>
        others.push({ kind: "Service", metadata: { name: "kubelet", namespace: "kube-system" } }),
      ),
      [],
    );
  });
});
