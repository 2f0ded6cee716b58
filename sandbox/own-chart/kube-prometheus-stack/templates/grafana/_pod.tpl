{{/* Name of the Secret with the administrator's user and password. */}}
{{- define "grafana.adminSecret" -}}
{{- .Values.grafana.admin.existingSecret | default (include "grafana.name" .) -}}
{{- end }}

{{/* An environment variable from the administrator's Secret. Arguments: root, variable, key. */}}
{{- define "grafana.adminVariable" -}}
- name: {{ .variable }}
  valueFrom:
    secretKeyRef:
      name: {{ include "grafana.adminSecret" .root }}
      key: {{ .key }}
{{- end }}

{{/*
A sidecar that copies labelled ConfigMaps and Secrets into a folder and tells Grafana to read them again.
Arguments: root, name, sidecar (its values), folder, volume.
*/}}
{{- define "grafana.sidecar" -}}
{{- $grafana := .root.Values.grafana -}}
{{- $sidecar := .sidecar -}}
{{- $namespaces := $sidecar.searchNamespace -}}
{{- if kindIs "slice" $namespaces }}{{ $namespaces = join "," $namespaces }}{{ end -}}
- name: grafana-{{ .name }}
  image: {{ include "stack.image" (dict "root" .root "image" $grafana.sidecar.image) }}
  imagePullPolicy: {{ $grafana.sidecar.imagePullPolicy }}
  env:
    - name: METHOD
      value: {{ $sidecar.watchMethod }}
    - name: LABEL
      value: {{ $sidecar.label }}
    {{- with $sidecar.labelValue }}
    - name: LABEL_VALUE
      value: {{ . | quote }}
    {{- end }}
    - name: FOLDER
      value: {{ .folder }}
    - name: RESOURCE
      value: {{ $sidecar.resource }}
    {{- if $grafana.sidecar.enableUniqueFilenames }}
    - name: UNIQUE_FILENAMES
      value: "true"
    {{- end }}
    {{- with $namespaces }}
    - name: NAMESPACE
      value: {{ . | quote }}
    {{- end }}
    {{- with $sidecar.folderAnnotation }}
    - name: FOLDER_ANNOTATION
      value: {{ . }}
    {{- end }}
    {{- include "grafana.adminVariable" (dict "root" .root "variable" "REQ_USERNAME" "key" $grafana.admin.userKey) | nindent 4 }}
    {{- include "grafana.adminVariable" (dict "root" .root "variable" "REQ_PASSWORD" "key" $grafana.admin.passwordKey) | nindent 4 }}
    - name: REQ_URL
      value: {{ $sidecar.reloadURL }}
    - name: REQ_METHOD
      value: POST
  {{- with $grafana.sidecar.resources }}
  resources:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    {{- toYaml $grafana.sidecar.securityContext | nindent 4 }}
  volumeMounts:
    - name: {{ .volume }}
      mountPath: {{ .folder }}
{{- end }}
