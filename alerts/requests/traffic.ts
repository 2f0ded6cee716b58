import type { AlertSettings } from "../../config/schema/alerts";

/** Traffic guard: with hardly any requests, one slow or failed request is no trend. A rate of so many in five minutes. */
export function enoughTraffic(rate: string, settings: AlertSettings): string {
  return `${rate} * 300 >= ${settings.services.minRequestsIn5Minutes}`;
}
