{{/* Name that all objects of the main chart begin with: <release>-kube-prometheus-stack, cut to 26 characters. */}}
{{- define "stack.fullname" -}}
{{- $name := printf "%s-%s" .Release.Name .Chart.Name -}}
{{- if contains .Chart.Name .Release.Name }}{{ $name = .Release.Name }}{{ end -}}
{{- .Values.fullnameOverride | default $name | trunc 26 | trimSuffix "-" -}}
{{- end }}

{{/* Version of the real chart: what stands before "+own". */}}
{{- define "stack.version" -}}
{{- splitList "+" .Chart.Version | first -}}
{{- end }}

{{/* Name and version of the chart as a label value, where "+" is not allowed. */}}
{{- define "stack.chart" -}}
{{- printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" -}}
{{- end }}

{{/* Labels of the main chart's objects. Arguments: root, part (optional; "prometheus", "alertmanager", ...). */}}
{{- define "stack.labels" -}}
app: {{ .root.Chart.Name }}{{ with .part }}-{{ . }}{{ end }}
chart: {{ include "stack.chart" .root }}
release: {{ .root.Release.Name | quote }}
heritage: {{ .root.Release.Service | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/version: {{ include "stack.version" .root | quote }}
app.kubernetes.io/part-of: {{ .root.Chart.Name }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Name of what are subcharts in the real chart: <release>-<name>. Arguments: root, name. */}}
{{- define "component.fullname" -}}
{{- $name := printf "%s-%s" .root.Release.Name .name -}}
{{- if contains .name .root.Release.Name }}{{ $name = .root.Release.Name }}{{ end -}}
{{- (index .root.Values .name).fullnameOverride | default $name | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{/* Labels that select such a component's pods. Arguments: root, name. */}}
{{- define "component.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{/* Labels of an exporter's objects. Arguments: root, name. */}}
{{- define "exporter.labels" -}}
{{ include "component.selector" . }}
app.kubernetes.io/version: {{ include "component.version" . | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/component: metrics
app.kubernetes.io/part-of: {{ .name }}
helm.sh/chart: {{ include "stack.chart" .root }}
release: {{ .root.Release.Name }}
{{- $values := index .root.Values .name }}
{{- with $values.customLabels | default $values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Application versions of the subcharts of kube-prometheus-stack 88.5.3. Arguments: name. */}}
{{- define "component.version" -}}
{{- get (dict "grafana" "13.2.0" "kube-state-metrics" "2.20.0" "prometheus-node-exporter" "1.12.1") .name -}}
{{- end }}

{{/* Image reference, from the mirror where there is one. Arguments: root, image (registry, repository, tag), tag (where the image names none). */}}
{{- define "stack.image" -}}
{{- printf "%s/%s:%s" (.root.Values.global.imageRegistry | default .image.registry) .image.repository (.image.tag | default .tag) -}}
{{- end }}

{{/* Those of the named keys that are set, as YAML; nothing where none is. Arguments: from, keys. */}}
{{- define "stack.given" -}}
{{- $from := .from | default dict -}}
{{- $given := dict -}}
{{- range $key := .keys }}
  {{- with get $from $key }}{{ $_ := set $given $key . }}{{ end }}
{{- end -}}
{{- if $given }}{{ toYaml $given }}{{ end -}}
{{- end }}

{{/* Limits that a ServiceMonitor may carry. Argument: the monitor's values. */}}
{{- define "monitor.limits" -}}
{{- include "stack.given" (dict "from" . "keys" (list "sampleLimit" "targetLimit" "labelLimit" "labelNameLengthLimit" "labelValueLengthLimit" "targetLabels")) -}}
{{- end }}

{{/* One endpoint of a ServiceMonitor, as a list item: what is fixed, and what the values set. Arguments: endpoint, settings. */}}
{{- define "monitor.endpoint" -}}
{{- $endpoint := deepCopy .endpoint -}}
{{- range $key := list "interval" "scrapeTimeout" "proxyUrl" "scheme" "tlsConfig" "bearerTokenFile" "metricRelabelings" "relabelings" }}
  {{- with get $.settings $key }}{{ $_ := set $endpoint $key . }}{{ end }}
{{- end -}}
{{- toYaml (list $endpoint) -}}
{{- end }}

{{/* Affinity of an operator's pod. Arguments: spec (affinity, podAntiAffinity and its topology key), match (labels of the pods to keep apart). */}}
{{- define "stack.affinity" -}}
{{- $affinity := deepCopy (.spec.affinity | default dict) -}}
{{- $expressions := list -}}
{{- range $key, $value := .match }}
  {{- $expressions = append $expressions (dict "key" $key "operator" "In" "values" (list $value)) }}
{{- end -}}
{{- $term := dict "topologyKey" .spec.podAntiAffinityTopologyKey "labelSelector" (dict "matchExpressions" $expressions) -}}
{{- if eq .spec.podAntiAffinity "hard" }}
  {{- $_ := set $affinity "podAntiAffinity" (dict "requiredDuringSchedulingIgnoredDuringExecution" (list $term)) }}
{{- else if eq .spec.podAntiAffinity "soft" }}
  {{- $_ := set $affinity "podAntiAffinity" (dict "preferredDuringSchedulingIgnoredDuringExecution" (list (dict "weight" 100 "podAffinityTerm" $term))) }}
{{- end -}}
{{- if $affinity }}{{ toYaml $affinity }}{{ end -}}
{{- end }}

{{/* Names of the operated objects. */}}
{{- define "prometheus.name" -}}{{ include "stack.fullname" . }}-prometheus{{- end }}
{{- define "alertmanager.name" -}}{{ include "stack.fullname" . }}-alertmanager{{- end }}
{{- define "operator.name" -}}{{ include "stack.fullname" . }}-operator{{- end }}
{{- define "admission.name" -}}{{ include "stack.fullname" . }}-admission{{- end }}
{{- define "grafana.name" -}}{{ include "component.fullname" (dict "root" . "name" "grafana") }}{{- end }}

{{/* Service account names. */}}
{{- define "prometheus.serviceAccount" -}}{{ .Values.prometheus.serviceAccount.name | default (include "prometheus.name" .) }}{{- end }}
{{- define "alertmanager.serviceAccount" -}}{{ .Values.alertmanager.serviceAccount.name | default (include "alertmanager.name" .) }}{{- end }}
{{- define "operator.serviceAccount" -}}{{ .Values.prometheusOperator.serviceAccount.name | default (include "operator.name" .) }}{{- end }}

{{/* Session affinity of a Service. Argument: the service's values. */}}
{{- define "service.affinity" -}}
sessionAffinity: {{ .sessionAffinity }}
{{- if eq .sessionAffinity "ClientIP" }}
sessionAffinityConfig:
  {{- toYaml .sessionAffinityConfig | nindent 2 }}
{{- end }}
{{- end }}

{{/* Labels of the operator's objects. */}}
{{- define "operator.labels" -}}
{{ include "stack.labels" (dict "root" . "part" "operator") }}
app.kubernetes.io/name: {{ .Chart.Name }}-prometheus-operator
app.kubernetes.io/component: prometheus-operator
{{- end }}

{{/* Labels of the objects around the admission webhooks. Arguments: root, part. */}}
{{- define "admission.labels" -}}
{{ include "stack.labels" . }}
app.kubernetes.io/name: {{ .root.Chart.Name }}-prometheus-operator
app.kubernetes.io/component: prometheus-operator-webhook
{{- end }}

{{/* Labels of Grafana's objects. */}}
{{- define "grafana.labels" -}}
{{ include "component.selector" (dict "root" . "name" "grafana") }}
app.kubernetes.io/version: {{ include "component.version" (dict "name" "grafana") | quote }}
helm.sh/chart: {{ include "stack.chart" . }}
{{- with .Values.grafana.extraLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}
