/**
 * What recordings have to record, to the last digit. Alerts compare what they record with thresholds, and do not see
 * everything that is wrong with it; dashboards show it.
 */
import type { RecordingRule } from "../../../alerts";
import type { DeployedAlert } from "./deployed";
import type { UnitTest, UnitTestCase } from "./unit-test";
import type { RecordingCase } from "./recording-case";
import { sloRecordings } from "./slo/recordings";

/** A recording as an alert that tells what is recorded, and the unit test of it under the recording's name. */
export interface TestedRecording {
  readonly alert: DeployedAlert;
  readonly unitTest: UnitTest;
}

/**
 * Every recording that has a unit test. One without is tested by the alerts that build on it alone.
 *
 * @throws Error where no alert builds on a recording that has a unit test.
 */
export function testedRecordings(alerts: readonly DeployedAlert[]): readonly TestedRecording[] {
  return Object.entries(sloRecordings()).map(([record, cases]) => {
    const user = alerts.find(({ recordings }) => recordings.some((one) => one.record === record));
    if (user === undefined)
      throw new Error(`The unit test of ${record} tests nothing: no alert builds on such a recording.`);
    return { alert: recorder(record, user.recordings), unitTest: { alert: record, cases: cases.map(recordingCase) } };
  });
}

/** Labels and texts that every alert has; what is recorded is in the description. */
const own = { severity: "info", team: "application" } as const;
const texts = { summary: "Recorded.", runbook_url: "none" } as const;

function recordingCase({ atSeconds, recorded, ...one }: RecordingCase): UnitTestCase {
  const alerts = recorded.map(({ labels, value }) => ({
    labels: { ...own, ...labels },
    annotations: { ...texts, description: value },
  }));
  return { ...one, way: "series", expect: [{ kind: "firing", atSeconds, alerts }] };
}

/** An alert for every series of a recording, with its value as the text: so what tests alerts tests recordings as well. */
function recorder(record: string, recordings: readonly RecordingRule[]): DeployedAlert {
  const until = recordings.findIndex((one) => one.record === record) + 1;
  return {
    rule: { alert: "Recorded", expr: record, labels: own, annotations: { ...texts, description: "{{ $value }}" } },
    recordings: recordings.slice(0, until),
    evaluationSeconds: 60,
  };
}
