/** What the tests on messages read in one, and compare it with. */
import type { Notification, PostedAlert } from "./alertmanager";
import { assertGolden } from "./golden";

/** Address of Grafana in production. */
export const GRAFANA = "https://grafana.qualisys.io";

export const MINUTE_MS = 60_000;

/** What Prometheus adds to every alert that it sends. */
export const external = {
  cluster: "qualisys-production",
  environment: "production",
  prometheus: "monitoring/monitoring-kube-prometheus-prometheus",
};

/** The same alerts, over a minute ago after a quarter of an hour. */
export function resolved(firing: readonly PostedAlert[]): PostedAlert[] {
  const now = Date.now();
  return firing.map((one) => ({
    ...one,
    startsAt: new Date(now - 16 * MINUTE_MS).toISOString(),
    endsAt: new Date(now - MINUTE_MS).toISOString(),
  }));
}

/** The text with the times of the alert, which are those of the test, replaced by their meaning. */
function masked(text: string, { startsAt = "", endsAt }: PostedAlert): string {
  const inUtc = (time: string) => time.slice(0, 16).replace("T", " ");
  // Go leaves out the zeros at the end of a fraction.
  const asAlertmanager = startsAt.replace(/\.?0+Z$/, "Z");
  const started = text
    .replaceAll(String(Date.parse(startsAt) - 60 * MINUTE_MS), "AN-HOUR-BEFORE")
    .replaceAll(asAlertmanager, "START")
    .replaceAll(inUtc(startsAt), "START");
  return endsAt === undefined ? started : started.replaceAll(inUtc(endsAt), "END");
}

/** Compares notifications with `golden/<name>.json`; the first alert has the times that are replaced in them. */
export function assertMessages(name: string, notifications: readonly Notification[], first: PostedAlert): void {
  const sorted = [...notifications].sort((a, b) => a.address.localeCompare(b.address));
  assertGolden(`${name}.json`, `${masked(JSON.stringify(sorted, undefined, 2), first)}\n`);
}

/** The only attachment of a message. */
export function attachment({ body }: Notification) {
  return (
    body as {
      attachments: readonly [{ text: string; title: string; title_link?: string; color: string; fallback: string }];
    }
  ).attachments[0];
}

/** The links of a message by their words, as a browser gets them. */
export function links(notification: Notification): ReadonlyMap<string, URL> {
  const found = [...attachment(notification).text.matchAll(/<([^|>]*)\|([^>]*)>/g)];
  return new Map(found.map(([, address = "", words = ""]) => [words, new URL(address.replaceAll("&amp;", "&"))]));
}
