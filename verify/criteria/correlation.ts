/** NFR-OBS1: metrics of all services in one place, with ids that lead to requests and logs. */
import type { ServiceConfig } from "../../config/schema";
import { BUCKETS } from "../../queries/http";
import { indirectVerdict, verdictOf, type Criterion } from "../row";
import type { Sources } from "../sources";
import { targetsOf } from "../targets/cause";
import { evidenceOf } from "../targets/data";

/** Labels of an exemplar that lead to a request; the first is the usual one. */
const IDS = ["request_id", "trace_id"] as const;

/** How far back exemplars are asked for. Seconds. */
const WINDOW = 600;

/** The row of some of the services. */
export function requestsAreCorrelated(id: string, services: readonly ServiceConfig[]): Criterion {
  return {
    id,
    title: "Metrics lead to requests by their ids",
    asked: `Prometheus: exemplars of ${BUCKETS}; where it stores none, a target of each service in the format OpenMetrics`,
    settles: true,
    judge: async (sources) => {
      const found = await Promise.all(services.map((service) => idsOf(sources, service)));
      const problems = found.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
      const answer = found.map(({ answer: text }) => text).join("; ") || "no service";
      const stored = found.every(({ stored: inPrometheus }) => inPrometheus);
      return services.length > 0 && stored
        ? verdictOf(problems, answer)
        : indirectVerdict(
            services.length === 0 ? ["The stack lists no service (monitoring:services)."] : problems,
            answer,
            "Prometheus stores no exemplars (its feature exemplar-storage is off): read from the targets themselves.",
          );
    },
  };
}

async function idsOf(sources: Sources, { name }: ServiceConfig) {
  const [prometheus] = sources.prometheuses;
  if (prometheus === undefined) return { stored: false, answer: name, problem: "No Prometheus can be asked." };
  const stored = (await prometheus.exemplars(`${BUCKETS}{job="${name}"}`, WINDOW)).find(hasId);
  if (stored !== undefined) return { stored: true, answer: `${name}: ${idInWords(stored)}` };
  const target = targetsOf(await evidenceOf(sources, prometheus), name).find(({ health }) => health === "up");
  if (target === undefined)
    return {
      stored: false,
      answer: `${name}: no target`,
      problem: `No target of ${name} answers that could be asked for exemplars.`,
    };
  const labels = exemplarsIn(await sources.openMetrics(target.scrapeUrl)).find(hasId);
  return labels === undefined
    ? {
        stored: false,
        answer: `${name}: none`,
        problem: `The metrics of ${name} have no exemplar with ${IDS.join(" or ")}: the instrumentation's option exemplars is off, or it has had no request.`,
      }
    : { stored: false, answer: `${name}: ${idInWords(labels)}` };
}

type Labels = Readonly<Record<string, string>>;

function hasId(labels: Labels): boolean {
  return IDS.some((name) => labels[name] !== undefined);
}

function idInWords(labels: Labels): string {
  const name = IDS.find((each) => labels[each] !== undefined) ?? "";
  return `${name} ${labels[name]}`;
}

/** Labels of the exemplars in a text of OpenMetrics: `… # {request_id="…"} 0.2 1700000000`. */
export function exemplarsIn(text: string): readonly Labels[] {
  return [...text.matchAll(/ # \{([^}]*)\} /g)].map(([, inside = ""]) =>
    Object.fromEntries(
      [...inside.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = "", value = ""]) => [key, value]),
    ),
  );
}
