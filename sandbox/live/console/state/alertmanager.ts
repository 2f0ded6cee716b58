/** What one Alertmanager says over its API. */
import { z } from "zod";
import { fetchJson } from "../http/client";
import type { AlertGroup } from "../page/state";

const TIMEOUT_MS = 3_000;

const groupsAnswer = z.array(
  z.object({
    labels: z.record(z.string(), z.string()),
    receiver: z.object({ name: z.string() }),
    alerts: z.array(z.object({})),
  }),
);

/** Its groups. @throws Error as a sentence where it does not answer. */
export async function askAlertmanager(base: string): Promise<readonly AlertGroup[]> {
  const url = new URL("api/v2/alerts/groups", base.endsWith("/") ? base : `${base}/`);
  const groups = await fetchJson(url, groupsAnswer, { timeoutMs: TIMEOUT_MS });
  return groups.map(({ labels, receiver, alerts }) => ({ receiver: receiver.name, labels, alerts: alerts.length }));
}
