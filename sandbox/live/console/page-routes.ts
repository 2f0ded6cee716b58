/** The page: one HTML, one script, one style sheet, and nothing from anywhere else. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { plain, type Answer, type Route } from "./http/message";

/** What the page's folder holds, and the type of each. */
export const PAGE_FILES = {
  "page.js": "text/javascript; charset=utf-8",
  "page.css": "text/css; charset=utf-8",
} as const;

/**
 * Its routes.
 *
 * @param folder that `buildPage` has filled; `undefined`: there is no page.
 * @param token goes into the HTML, which only a request with the right `Host` gets, and no page of another origin can read.
 */
export function pageRoutes(folder: string | undefined, token: string): readonly Route[] {
  const files = Object.entries(PAGE_FILES).map(
    ([file, type]): Route => ({ method: "GET", path: `/${file}`, answer: () => fileAnswer(folder, file, type) }),
  );
  return [{ method: "GET", path: "/", answer: () => html(folder, token) }, ...files];
}

function fileAnswer(folder: string | undefined, file: string, type: string): Answer {
  const path = folder === undefined ? undefined : join(folder, file);
  if (path === undefined || !existsSync(path)) return notBuilt();
  // Not kept in memory: a browser asks for it once.
  return { status: 200, type, body: readFileSync(path) };
}

function html(folder: string | undefined, token: string): Answer {
  if (folder === undefined || !existsSync(join(folder, "page.js"))) return notBuilt();
  const nonce = randomBytes(16).toString("base64");
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    // The components write one style sheet of their own.
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="console-token" content="${attribute(token)}">
<meta name="style-nonce" content="${nonce}">
<title>Monitoring sandbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body><div id="root"></div><noscript>This page needs JavaScript.</noscript></body>
</html>
`;
  return { status: 200, type: "text/html; charset=utf-8", body, headers: { "Content-Security-Policy": policy } };
}

function notBuilt(): Answer {
  return plain(503, "The page was not built: npm run up builds it.\n");
}

function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
