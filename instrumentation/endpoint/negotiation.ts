/** Which of the two formats of Prometheus a scraper is given. */

/** A media type that a scraper takes, and how gladly: from 0, which is not at all, to 1. */
interface Accepted {
  readonly type: string;
  readonly version?: string;
  readonly quality: number;
}

/** Version of OpenMetrics that is written. */
const OPEN_METRICS_VERSION = "1.0.0";

/**
 * Whether a request asks for OpenMetrics: by its name, in the version that is written, and at least as gladly as for the text format.
 * Whoever takes anything, or says nothing, gets the text that everybody reads.
 */
export function asksForOpenMetrics(accept: string | undefined): boolean {
  const accepted = (accept ?? "").split(",").map(parsed);
  const openMetrics = best(
    accepted.filter(
      ({ type, version = OPEN_METRICS_VERSION }) =>
        type === "application/openmetrics-text" && version === OPEN_METRICS_VERSION,
    ),
  );
  const text = best(accepted.filter(({ type }) => type === "text/plain"));
  return openMetrics > 0 && openMetrics >= text;
}

function best(accepted: readonly Accepted[]): number {
  return Math.max(0, ...accepted.map(({ quality }) => quality));
}

function parsed(text: string): Accepted {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const value = (name: string) =>
    parameters
      .find((parameter) => parameter.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .replace(/^"(.*)"$/, "$1");
  const quality = Number(value("q") ?? 1);
  return { type, version: value("version"), quality: quality >= 0 && quality <= 1 ? quality : 0 };
}
