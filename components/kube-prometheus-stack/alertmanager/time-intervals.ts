/** When warnings are sent. */
import type { AlertmanagerFile } from "../../../chart-values/shapes";
import type { Config } from "../../../config/schema";

/** Name of the interval outside of which warnings wait. */
export const WORKING_HOURS = "working-hours";

/** The intervals that routes refer to; none where nothing ever waits. */
export function timeIntervals(
  muteTimes: Config["alertmanager"]["muteTimes"],
): Pick<AlertmanagerFile, "time_intervals"> {
  if (muteTimes === undefined) return {};
  const { timeZone, workdays, workFrom, workUntil } = muteTimes;
  const hours = { weekdays: workdays, times: [{ start_time: workFrom, end_time: workUntil }], location: timeZone };
  return { time_intervals: [{ name: WORKING_HOURS, time_intervals: [hours] }] };
}
