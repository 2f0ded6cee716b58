/** Numbers as people read them. */
import type { ToolModule } from "./catalogue";

/** `45 s`, `3 min 05 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

/** Bytes in megabytes of 10^6, without the unit. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

/** Bytes in gigabytes of 10^9, without the unit. */
export function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

/** `kubernetes 1.36.3`. */
export function title(module: ToolModule): string {
  return `${module.name} ${module.version}`;
}
