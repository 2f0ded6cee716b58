/** What alerts on PostgreSQL servers tolerate: keys under `monitoring:alerts`. */
import { z } from "zod";
import { positiveNumber, wholeNumber } from "../../config/fields/grammar";
import { percent } from "../../config/fields/percent";

export const thresholds = z.strictObject({
  connectionsPercent: percent(90, "Connections in use, of max_connections, that are tolerated (AC11)"),
  usableConnectionsPercent: percent(
    80,
    "Connections in use, of those that are not reserved for administrators, that are tolerated",
  ),
  idleInTransactionSeconds: positiveNumber(86400)
    .default(300)
    .describe("Age of an idle transaction that is tolerated. Seconds")
    .meta({ examples: [300] }),
  deadlocksIn15Minutes: wholeNumber(1)
    .default(5)
    .describe(
      "Transactions of one database aborted by a deadlock within 15 minutes that are tolerated; one more alerts",
    )
    .meta({ examples: [5] }),
  replicationLagSeconds: positiveNumber(86400)
    .default(300)
    .describe("Lag of a replica behind its primary that is tolerated. Seconds")
    .meta({ examples: [300] }),
  replicationSlotGibibytes: positiveNumber(65536)
    .default(10)
    .describe("Write-ahead log that a replication slot may retain, which has to fit on the disk. GiB")
    .meta({ examples: [10] }),
  cacheHitPercent: percent(90, "Share of blocks found in shared buffers below which a server reads too much from disk"),
  minBlocksPerSecond: wholeNumber(1)
    .default(1000)
    .describe("Blocks read per second below which a server has too little traffic for that ratio; 1000 blocks are 8 MB")
    .meta({ examples: [1000] }),
});
