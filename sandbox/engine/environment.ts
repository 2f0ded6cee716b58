import { delimiter } from "node:path";
import { GO_HEAP } from "../go-heap";
import { KEY_FILE_VARIABLE, SECRETS_FILE_VARIABLE } from "./fake-providers/store";

/**
 * What of the user's environment the engine, the program and the providers get to see. Everything
 * else stays out: credentials, kubeconfigs, proxies, another Pulumi's settings.
 */
const KEPT = ["PATH", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE", "TERM", "TZ", "USER", "LOGNAME"];

/** Where the parts of the engine's own environment lie. */
export interface EnginePaths {
  /** HOME of everything the engine starts: Helm and others keep caches there. */
  readonly home: string;
  /** Pulumi's own folder. */
  readonly pulumiHome: string;
  /** Folder of the file backend. */
  readonly state: string;
  /** Folder with the plugins. */
  readonly bin: string;
  readonly passphraseFile: string;
  readonly secretsFile: string;
  readonly kubeconfig: string;
}

/** The complete environment of the engine. */
export function engineEnvironment(paths: EnginePaths, user: NodeJS.ProcessEnv): Record<string, string> {
  const kept = KEPT.flatMap((name) => (user[name] === undefined ? [] : [[name, user[name]] as const]));
  return {
    ...Object.fromEntries(kept),
    PATH: [paths.bin, user["PATH"] ?? ""].join(delimiter),
    HOME: paths.home,
    KUBECONFIG: paths.kubeconfig,
    PULUMI_HOME: paths.pulumiHome,
    PULUMI_BACKEND_URL: `file://${paths.state}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: paths.passphraseFile,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_SKIP_CONFIRMATIONS: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // Plugins come from the project file alone: a user's own ones on PATH are other versions.
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    ...GO_HEAP,
    [SECRETS_FILE_VARIABLE]: paths.secretsFile,
    [KEY_FILE_VARIABLE]: paths.passphraseFile,
  };
}
