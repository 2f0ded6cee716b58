/** Times as the page says them. */

/** `12 s ago`, `3 min ago`, `2 h ago`. A moment ahead, by clocks that differ a little, is now. */
export function ago(moment: string, now: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(moment)) / 1000));
  if (seconds < 90) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`;
}

/** The time of day in UTC, as messages have it: `19:04:05`. */
export function timeOfDay(moment: string): string {
  return new Date(moment).toISOString().slice(11, 19);
}
