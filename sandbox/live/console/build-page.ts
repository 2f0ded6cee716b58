/** Bundles the page. It is done before the console is started: the bundler would stay in its memory. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build, stop } from "esbuild";

/**
 * Writes `page.js` and `page.css` into a folder, which is made where it is missing. Takes about a second.
 *
 * @throws where the sources don't compile; esbuild says where.
 */
export async function buildPage(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    await build({
      entryPoints: { page: join(__dirname, "page", "main.tsx") },
      outdir: folder,
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2022",
      jsx: "automatic",
      define: { "process.env.NODE_ENV": '"production"' },
      legalComments: "none",
      logLevel: "silent",
    });
  } finally {
    // Its own process would keep this one alive.
    await stop();
  }
}
