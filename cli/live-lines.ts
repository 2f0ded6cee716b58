/** What runs beside the cluster, for the reader. */
import type { LiveRecord } from "../sandbox/live/record";

/** Lines on what is played, left out, and wrong. */
export function liveLines({ standIns, leftOut, problems, fast, processes }: LiveRecord): readonly string[] {
  const others = processes.filter(({ version, deployedVersion = version }) => version !== deployedVersion);
  return [
    ...standIns.map(({ name, standsFor }) => `Played: ${name}, which stands for ${standsFor}`),
    ...others.map(
      ({ name, version, deployedVersion }) =>
        `Another version: ${name} runs ${version}, clusters run ${deployedVersion}`,
    ),
    ...leftOut.map(({ target, reason }) => `Left out: ${target}: ${reason}`),
    ...(fast
      ? [
          "Shortened: the times of alerts and messages (a drill with --fast runs, or was ended half-way; `npm run up` restores them)",
        ]
      : []),
    ...problems.map((problem) => `Problem: ${problem}`),
  ];
}
