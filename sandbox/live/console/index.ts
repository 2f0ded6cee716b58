/** The console of the live pipeline: what stands for Slack and for the kubelets, and the page. It is a process of its own. */
export { buildPage } from "./build-page";
export { consoleArguments, consoleCommand } from "./command";
export { TOKEN_HEADER } from "./http/access";
export type { AcceptanceRow } from "./page/state";
export { type ConsoleSettings, parseSettings } from "./settings";
export type { KeptMessage } from "./slack/messages";
