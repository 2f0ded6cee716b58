/** What alerts on Redis servers tolerate: keys under `monitoring:alerts`. */
import { z } from "zod";
import { wholeNumber } from "../../config/fields/grammar";
import { percent } from "../../config/fields/percent";

export const thresholds = z.strictObject({
  memoryPercent: percent(90, "Memory in use, of maxmemory, that is tolerated where a full server refuses writes"),
  evictedKeysIn5Minutes: wholeNumber(1)
    .default(1000)
    .describe("Keys thrown away within 5 minutes, for want of memory, that are tolerated; one more alerts")
    .meta({ examples: [1000] }),
  clientsPercent: percent(80, "Connected clients, of those that may connect, that are tolerated"),
  hitRatePercent: percent(50, "Share of lookups that find their key below which a cache does too little"),
  minLookupsPerSecond: wholeNumber(1)
    .default(10)
    .describe("Lookups a second below which a cache has too little traffic for that share")
    .meta({ examples: [10] }),
});
