{{- define "pulse.name" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- define "pulse.selector" -}}
app.kubernetes.io/name: ashare-pulse
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "pulse.labels" -}}
{{ include "pulse.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "pulse.secretName" -}}
{{- .Values.secrets.existingSecret | default (printf "%s-secrets" (include "pulse.name" .)) }}
{{- end }}

{{/* What every pod has: no root, no rights, nothing to write to but a scratch folder. */}}
{{- define "pulse.pod" -}}
serviceAccountName: {{ include "pulse.name" . }}
automountServiceAccountToken: false
terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{- define "pulse.container" -}}
image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
envFrom:
  - configMapRef:
      name: {{ include "pulse.name" . }}
env:
  {{- range .Values.secrets.names }}
  - name: {{ . }}_FILE
    value: /etc/pulse/secrets/{{ . }}
  {{- end }}
  {{- if .Values.kafkaTls.secret }}
  - name: KAFKA_SSL
    value: "true"
  - name: KAFKA_SSL_CA_FILE
    value: /etc/pulse/kafka/ca.crt
  {{- if .Values.kafkaTls.client }}
  - name: KAFKA_SSL_CERT_FILE
    value: /etc/pulse/kafka/tls.crt
  - name: KAFKA_SSL_KEY_FILE
    value: /etc/pulse/kafka/tls.key
  {{- end }}
  {{- end }}
{{- end }}

{{- define "pulse.mounts" -}}
- name: scratch
  mountPath: /var/lib/pulse
  subPath: pulse
- name: scratch
  mountPath: /tmp
  subPath: tmp
{{- if .Values.secrets.names }}
- name: secrets
  mountPath: /etc/pulse/secrets
  readOnly: true
{{- end }}
{{- if .Values.kafkaTls.secret }}
- name: kafka-tls
  mountPath: /etc/pulse/kafka
  readOnly: true
{{- end }}
{{- end }}

{{- define "pulse.volumes" -}}
- name: scratch
  emptyDir:
    sizeLimit: {{ .Values.scratch.sizeLimit }}
{{- if .Values.secrets.names }}
- name: secrets
  secret:
    secretName: {{ include "pulse.secretName" . }}
    defaultMode: 0440
    items:
      {{- range .Values.secrets.names }}
      - key: {{ . }}
        path: {{ . }}
      {{- end }}
{{- end }}
{{- if .Values.kafkaTls.secret }}
- name: kafka-tls
  secret:
    secretName: {{ .Values.kafkaTls.secret }}
    defaultMode: 0440
{{- end }}
{{- end }}
