/** What an alert says, without the values that Prometheus fills in. */

/** The description with the name of each label, and `value`, in italics; of two texts the one with the label. */
export function plainSentence(description: string): string {
  return description
    .replaceAll(
      /\{\{ with \$labels\.(\w+) \}\}(.*?)(?:\{\{ else \}\}.*?)?\{\{ end \}\}/g,
      (_, label: string, text: string) => text.replaceAll("{{ . }}", `*${label}*`),
    )
    .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, "*$1*")
    .replaceAll(/\{\{ \$value(?: \|[^}]*)? \}\}/g, "*value*");
}
