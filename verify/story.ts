/** Figures of the story that rows are measured by, whatever the stack's configuration says. */
export const STORY = {
  /** Task 1.5. */
  retention: "15d",
  /** Task 1.3: of each server's volume. */
  storage: "50Gi",
  /** NFR-OBS3: between two scrapes. Seconds. */
  scrapeSeconds: 15,
} as const;
