import assert from "node:assert/strict";
import { alertmanagerConfig, type AlertmanagerInput } from "../../components/kube-prometheus-stack/alertmanager";
import { chartValues } from "../../components/kube-prometheus-stack/values";
import { configWith } from "./config.fixture";

const alerts = { channel: "#alerts", webhook: { secret: "slack", key: "alerts" } };
const critical = { channel: "#alerts-critical", webhook: { secret: "slack", key: "critical" } };
const heartbeat = { url: { secret: "heartbeat" } };
const muteTimes = { timeZone: "Europe/Berlin" };

/** The part of a stack's configuration that is Alertmanager's. */
function inputWith(keys: object = {}): AlertmanagerInput {
  return configWith({ alertmanager: { slack: { alerts }, ...keys } }).alertmanager;
}

const routesOf = (input: AlertmanagerInput) => alertmanagerConfig(input).route?.routes ?? [];
const receivers = (keys: object) => (alertmanagerConfig(inputWith(keys)).receivers ?? []).map(({ name }) => name);

describe("Alertmanager's receivers", () => {
  it("include a critical channel of its own", () =>
    assert.deepEqual(receivers({ slack: { alerts, critical, allowCriticalChannel: true } }), [
      "null",
      "slack-notifications",
      "slack-critical",
    ]));
  it("are one where one address serves both channels", () => {
    assert.deepEqual(receivers({ slack: { alerts, critical: { ...alerts, channel: "#incidents" } } }), [
      "null",
      "slack-notifications",
    ]);
  });
  it("are one channel where the stack has one", () => assert.deepEqual(receivers({}), ["null", "slack-notifications"]));
  it("include the heartbeat where there is one", () =>
    assert.deepEqual(receivers({ heartbeat }), ["null", "slack-notifications", "heartbeat"]));

  it("read every address from a file of a Secret that is mounted", () => {
    const values = chartValues(configWith({ alertmanager: { slack: { alerts }, heartbeat } }));
    assert.deepEqual(values.alertmanager?.alertmanagerSpec?.secrets, ["alertmanager-slack", "alertmanager-heartbeat"]);
    const text = JSON.stringify(values.alertmanager?.config);
    assert.match(text, /"api_url_file":"\/etc\/alertmanager\/secrets\/alertmanager-slack\/alerts"/);
    assert.match(text, /"url_file":"\/etc\/alertmanager\/secrets\/alertmanager-heartbeat\/url"/);
    assert.doesNotMatch(text, /"api_url"|slack_api_url|"url"/);
  });
});

describe("the Watchdog", () => {
  const watchdog = (keys: object) =>
    routesOf(inputWith(keys)).find(({ matchers }) => matchers?.some((matcher) => matcher.includes("Watchdog")));

  it("is sent to nobody without a heartbeat", () => assert.equal(watchdog({})?.receiver, "null"));
  it("is sent to the heartbeat, and never on to Slack", () => {
    assert.equal(watchdog({ heartbeat })?.receiver, "heartbeat");
    assert.equal(watchdog({ heartbeat })?.continue, undefined);
  });
  it("is looked at once in an interval, and repeated each time", () => {
    const { group_wait, group_interval, repeat_interval } =
      watchdog({ heartbeat: { ...heartbeat, interval: "45s" } }) ?? {};
    assert.deepEqual(
      { group_wait, group_interval, repeat_interval },
      { group_wait: "0s", group_interval: "45s", repeat_interval: "22500ms" },
    );
  });
});

describe("mute times", () => {
  const timed = (keys: object) =>
    routesOf(inputWith(keys))
      .filter((route) => route.active_time_intervals !== undefined)
      .map(({ matchers }) => matchers);

  it("are none by default", () => {
    assert.deepEqual(timed({}), []);
    assert.equal(alertmanagerConfig(inputWith()).time_intervals, undefined);
  });
  it("hold back warnings, and nothing else", () => assert.deepEqual(timed({ muteTimes }), [['severity = "warning"']]));
  it("are what is outside the working hours, in the stack's time zone", () => {
    assert.deepEqual(
      alertmanagerConfig(inputWith({ muteTimes: { ...muteTimes, workdays: ["sunday", "monday"], workFrom: "07:30" } }))
        .time_intervals,
      [
        {
          name: "working-hours",
          time_intervals: [
            {
              weekdays: ["sunday", "monday"],
              times: [{ start_time: "07:30", end_time: "18:00" }],
              location: "Europe/Berlin",
            },
          ],
        },
      ],
    );
  });
});
