/** The machine's Chromium, for tests of pages. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where Debian, Fedora, macOS and Google install it; `MONITORING_CHROMIUM` names another one. */
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Its program; `undefined`: there is none. */
export function findChromium(): string | undefined {
  const named = process.env["MONITORING_CHROMIUM"];
  return (named === undefined ? PLACES : [named]).find((path) => existsSync(path));
}

/** Starts it; it is to ask nothing of the network by itself. */
export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
