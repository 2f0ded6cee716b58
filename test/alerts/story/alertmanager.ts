/** Alertmanager's configuration as the story has it: the value of `alertmanager.config`, word for word. */

/** The text, which is not valid: nothing replaces the variable. */
export const storyConfiguration = `global:
  slack_api_url: \${SLACK_WEBHOOK_URL}
route:
  receiver: 'slack-notifications'
  group_by: ['alertname', 'namespace']
  group_wait: 30s
  group_interval: 5m
  repeat_interval: 4h
  routes:
    - receiver: 'slack-critical'
      match:
        severity: critical
      continue: true
receivers:
  - name: 'slack-notifications'
    slack_configs:
      - channel: '#alerts'
        send_resolved: true
        title: '{{ .Status | toUpper }}: {{ .CommonLabels.alertname }}'
        text: '{{ range .Alerts }}{{ .Annotations.summary }}\\n{{ end }}'
  - name: 'slack-critical'
    slack_configs:
      - channel: '#alerts-critical'
        send_resolved: true
`;

/** The text with an address where the variable is, so that the rest of it can be looked at. */
export const storyConfigurationWithAddress = storyConfiguration.replace(
  "slack_api_url: ${SLACK_WEBHOOK_URL}",
  "slack_api_url_file: /etc/alertmanager/secrets/story/slack",
);
