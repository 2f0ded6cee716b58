/** How the alerts on databases name a server. */

/** The server in a description. */
export const DATABASE =
  "{{ $labels.database }} ({{ with $labels.server }}{{ . }} behind {{ end }}{{ $labels.instance }})";
