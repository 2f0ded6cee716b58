/** Reads what a service exposes, as Prometheus does when it scrapes it. */

/** One line of it. */
export interface ExposedSample {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The samples in a text of Prometheus' format. */
export function samplesOf(text: string): ExposedSample[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, metric = "", labels = "", value = ""] = /^([\w:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (metric === "") throw new Error(`This is no sample: ${line}`);
      return { metric, labels: labelsOf(labels), value: Number(value.replace("Inf", "Infinity")) };
    });
}

function labelsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)="((?:\\.|[^"\\])*)"/g)].map(([, name = "", value = ""]) => [
      name,
      value.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped)),
    ]),
  );
}
