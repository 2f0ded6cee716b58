/** Reads the report that promtool writes with --junit: the only one that says which test group a failure belongs to. */

/** Characters that Go's XML encoder escapes. */
const ESCAPED: Readonly<Record<string, string>> = {
  "&#34;": '"',
  "&#39;": "'",
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&#x9;": "\t",
  "&#xA;": "\n",
  "&#xD;": "\r",
};

/** Failures of the test groups that have some, by the group's name, as promtool words them. */
export function failuresByGroup(report: string): ReadonlyMap<string, readonly string[]> {
  const groups = [...report.matchAll(/<testcase name="([^"]*)">([\s\S]*?)<\/testcase>/g)];
  const failures = groups.map(
    ([, name = "", body = ""]) =>
      [
        unescaped(name),
        [...body.matchAll(/<failure>([\s\S]*?)<\/failure>/g)].map(([, text = ""]) => unescaped(text)),
      ] as const,
  );
  return new Map(failures.filter(([, texts]) => texts.length > 0));
}

function unescaped(text: string): string {
  return text.replace(/&#?\w+;/g, (entity) => ESCAPED[entity] ?? entity);
}
