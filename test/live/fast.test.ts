import assert from "node:assert/strict";
import { fastRoutes, fastRules } from "../../sandbox/live/programs/fast";

describe("the overlay fast", () => {
  it("shortens how long an alert waits and lasts, and changes nothing else", () => {
    const text = `
groups:
- name: g
  interval: 30s
  rules:
  - alert: Slow
    expr: up == 0
    for: 5m
    keep_firing_for: 10m
    labels: { severity: critical }
  - alert: Quick
    expr: up == 0
    for: 5s
  - alert: AtOnce
    expr: up == 0
  - record: r
    expr: up
`;
    assert.deepEqual(JSON.parse(fastRules(text)), {
      groups: [
        {
          name: "g",
          interval: "30s",
          rules: [
            { alert: "Slow", expr: "up == 0", for: "10s", keep_firing_for: "10s", labels: { severity: "critical" } },
            { alert: "Quick", expr: "up == 0", for: "5s" },
            { alert: "AtOnce", expr: "up == 0" },
            { record: "r", expr: "up" },
          ],
        },
      ],
    });
  });

  it("shortens the times of all routes, also where they are Alertmanager's own", () => {
    const text = `
route:
  receiver: slack
  group_interval: 5m
  repeat_interval: 4h
  routes:
  - receiver: critical
    group_wait: 10s
    routes: [{ receiver: other, group_wait: 0s }]
receivers: [{ name: slack }]
`;
    assert.deepEqual(JSON.parse(fastRoutes(text)), {
      receivers: [{ name: "slack" }],
      route: {
        receiver: "slack",
        group_wait: "1s",
        group_interval: "10s",
        repeat_interval: "4h",
        routes: [{ receiver: "critical", group_wait: "1s", routes: [{ receiver: "other", group_wait: "0s" }] }],
      },
    });
  });
});
