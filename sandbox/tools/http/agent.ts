/** The way out: straight, or by the proxy that the environment names. */
import type { Dispatcher } from "undici";
import type { Environment } from "../cache";
import { ToolError } from "../errors";

/** The library, loaded where something is fetched: it takes a tenth of a second, and most runs fetch nothing. */
export function loadUndici(): typeof import("undici") {
  return require("undici") as typeof import("undici");
}

/**
 * Sends requests as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say, in small letters or capitals.
 *
 * @throws ToolError where a proxy's address is none.
 */
export function agentOf(env: Environment): Dispatcher {
  const { EnvHttpProxyAgent } = loadUndici();
  return new EnvHttpProxyAgent({
    httpProxy: proxyOf(env, "HTTP_PROXY"),
    httpsProxy: proxyOf(env, "HTTPS_PROXY"),
    noProxy: env.no_proxy ?? env.NO_PROXY ?? "",
  });
}

/** An empty text where there is none: with undefined, the agent would read the process's own environment. */
function proxyOf(env: Environment, name: "HTTP_PROXY" | "HTTPS_PROXY"): string {
  const proxy = env[name.toLowerCase()] ?? env[name] ?? "";
  if (proxy === "" || /^(https?|socks5?):$/.test(URL.canParse(proxy) ? new URL(proxy).protocol : "")) return proxy;
  // It is not repeated: there may be a password in it.
  throw new ToolError(`${name} is no address; write one like http://proxy.example.org:3128, or unset it.`);
}
