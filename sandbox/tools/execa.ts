/**
 * Loads execa. It is an ES module whose dependencies refuse `require`, which is
 * what a static import becomes in our CommonJS; a dynamic import stays one.
 */
export function loadExeca(): Promise<typeof import("execa", { with: { "resolution-mode": "import" }})> {
  return import("execa");
}
