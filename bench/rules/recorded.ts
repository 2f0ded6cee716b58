/** What the SLO rules would have recorded in the days before, so that their long windows find all that they look back on. */
import { RATE_WINDOW } from "../../alerts/requests/recordings";
import { errors, fast } from "../../alerts/slo/recordings";
import { constant, type Series } from "../../test/alerts/series";

/** The longest window of an SLO, and the shortest interval of what records for them. */
export const RECORDED_SECONDS = 3 * 86_400;
export const RECORDED_STEP_SECONDS = 30;

/** The recordings that all windows are made of, of some services. */
export function recordedSeries(
  services: readonly { readonly name: string; readonly namespaces: readonly string[] }[],
): Series[] {
  const values = {
    [errors.rate(RATE_WINDOW)]: 50,
    [errors.part]: 0.05,
    [fast.rate(RATE_WINDOW)]: 50,
    [fast.part]: 49.9,
  };
  return services.flatMap(({ name, namespaces }) =>
    namespaces.flatMap((namespace) =>
      Object.entries(values).map(([metric, value]) => ({
        metric,
        labels: { namespace, job: name },
        samples: constant(value),
      })),
    ),
  );
}
