/** A small rendering with one object of each kind that the comparison treats in a way of its own. */
import { parseManifests, type Manifest } from "../../sandbox/own-chart/compare";

const base64 = (text: string) => Buffer.from(text).toString("base64");

const alertmanagerConfig = `
route: { receiver: slack, group_by: [alertname] }
receivers: [{ name: slack }]
`;

const rendering = `
apiVersion: v1
kind: Service
metadata: { name: monitoring-grafana, namespace: monitoring, labels: { app.kubernetes.io/name: grafana, helm.sh/chart: own } }
spec:
  selector: { app.kubernetes.io/name: grafana }
  ports: [{ name: http-web, port: 80, targetPort: grafana }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: monitoring-grafana, namespace: monitoring }
spec:
  replicas: 1
  selector: { matchLabels: { app.kubernetes.io/name: grafana } }
  template:
    metadata:
      labels: { app.kubernetes.io/name: grafana, helm.sh/chart: own }
      annotations: { checksum/config: abc, checksum/admin: abc }
    spec:
      serviceAccountName: monitoring-grafana
      containers:
        - name: sidecar
          args: [watch, --label=dashboard, --quiet]
          env: [{ name: FOLDER, value: /tmp/dashboards }]
        - name: grafana
          ports: [{ name: grafana, containerPort: 3000 }]
          env: [{ name: PASSWORD, valueFrom: { secretKeyRef: { name: grafana-admin, key: admin-password } } }]
          volumeMounts: [{ name: config, mountPath: /etc/grafana }]
      volumes: [{ name: config, configMap: { name: monitoring-grafana } }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: monitoring-grafana, namespace: monitoring }
data:
  grafana.ini: |
    [server]
    root_url = https://grafana.example.org/?a=b
---
apiVersion: v1
kind: ConfigMap
metadata: { name: monitoring-kube-prometheus-grafana-datasource, namespace: monitoring, labels: { grafana_datasource: "1" } }
data:
  datasource.yaml: |
    datasources: [{ name: Prometheus, uid: prometheus, isDefault: true }]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: monitoring-grafana, namespace: monitoring, annotations: { helm.sh/resource-policy: keep } }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 10Gi } }, storageClassName: gp3 }
---
apiVersion: v1
kind: Secret
metadata: { name: alertmanager-monitoring-kube-prometheus-alertmanager, namespace: monitoring }
data: { alertmanager.yaml: ALERTMANAGER_CONFIG }
---
apiVersion: v1
kind: Secret
metadata: { name: monitoring-grafana, namespace: monitoring }
data: { admin-user: ${base64("admin")}, admin-password: ${base64("generated anew")} }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: monitoring-kube-state-metrics }
rules:
  - { apiGroups: [apps], resources: [deployments, daemonsets], verbs: [list, watch] }
  - { nonResourceURLs: [/metrics], verbs: [get] }
---
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: monitoring-kube-prometheus-prometheus, namespace: monitoring }
spec:
  retention: 15d
  ruleSelector: {}
  externalLabels: { cluster: qualisys-staging }
  storage: { volumeClaimTemplate: { spec: { resources: { requests: { storage: 50Gi } } } } }
---
apiVersion: monitoring.coreos.com/v1
kind: Alertmanager
metadata: { name: monitoring-kube-prometheus-alertmanager, namespace: monitoring }
spec: { replicas: 1, secrets: [alertmanager-slack], tolerations: [{ key: a, operator: Exists }, { key: b, operator: Exists }] }
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: monitoring-kube-prometheus-kubelet, namespace: monitoring, labels: { release: monitoring } }
spec:
  jobLabel: k8s-app
  selector: { matchLabels: { k8s-app: kubelet } }
  namespaceSelector: { matchNames: [kube-system] }
  endpoints:
    - { port: https-metrics, honorLabels: true }
    - { port: https-metrics, path: /metrics/cadvisor, interval: 10s }
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: monitoring-kube-prometheus-general.rules, namespace: monitoring, labels: { app: rules, release: monitoring } }
spec:
  groups:
    - name: general.rules
      rules:
        - { alert: Watchdog, expr: vector(1), labels: { severity: none } }
        - { alert: TargetDown, expr: up == 0, labels: { severity: warning } }
        - { record: count:up1, expr: count(up == 1) }
`;

/** The objects as they are. */
export function manifests(): Manifest[] {
  return parseManifests(withConfig(rendering, alertmanagerConfig));
}

/** The objects with one text of the rendering (or of Alertmanager's configuration in it) replaced by another. */
export function manifestsWith(text: string, replacement: string): Manifest[] {
  const found = [rendering, alertmanagerConfig].flatMap((source) => source.split(text).slice(1)).length;
  if (found !== 1)
    throw new Error(`"${text}" stands ${found} times in the fixture; a change needs a text that stands once`);
  return parseManifests(
    withConfig(
      rendering.replace(text, () => replacement),
      alertmanagerConfig.replace(text, () => replacement),
    ),
  );
}

function withConfig(text: string, config: string): string {
  return text.replace("ALERTMANAGER_CONFIG", base64(config));
}
