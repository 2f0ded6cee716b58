/** Texts of the stack file in grafana.ini. */

/** What Grafana's reader takes for plain text. The rest may begin a comment, quotes or another line, or lose its spaces. */
const PLAIN = /^[\w@.:/+-]+( [\w@.:/+-]+)*$/;

/**
 * A text of one line that Grafana reads back as it is. In backquotes nothing has a meaning but what the configuration's
 * grammar refuses: the reader looks for the last one.
 */
export function iniText(text: string): string {
  return PLAIN.test(text) ? text : `\`${text}\``;
}
