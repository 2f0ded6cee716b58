/** Asks a Pulumi plugin for its version: the published ones have no option that prints it. */
import { createInterface } from "node:readline";
import type { Environment } from "./cache";
import { loadExeca } from "./execa";

/** Whether a command is a resource plugin of Pulumi. */
export function isPlugin(command: string): boolean {
  return command.startsWith("pulumi-resource-");
}

/**
 * The version a plugin reports. Started without the address of an engine, it prints a port and answers there.
 *
 * @returns undefined where it does neither within the time.
 */
export async function pluginVersion(file: string, env: Environment, timeoutMs: number): Promise<string | undefined> {
  const { execa } = await loadExeca();
  const child = execa(file, [], {
    env,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    stderr: "ignore",
    timeout: timeoutMs,
    forceKillAfterDelay: 1_000,
  });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const [, port] = /^(\d+)\s*$/.exec(line) ?? [];
      if (port !== undefined) return await askVersion(Number(port), timeoutMs);
    }
    return undefined;
  } catch {
    return undefined;
  } finally {
    child.kill();
    await child;
  }
}

/** Only loaded here: few commands are plugins, and the built one prints its version. */
async function askVersion(port: number, timeoutMs: number): Promise<string> {
  const { credentials, Metadata } = require("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
  const { Empty } =
    require("google-protobuf/google/protobuf/empty_pb") as typeof import("google-protobuf/google/protobuf/empty_pb");
  const { ResourceProviderClient } =
    require("@pulumi/pulumi/proto/provider_grpc_pb") as typeof import("@pulumi/pulumi/proto/provider_grpc_pb");
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  try {
    return await new Promise<string>((resolve, reject) => {
      const callback = (error: Error | null, info: { getVersion(): string }) =>
        error === null ? resolve(info.getVersion()) : reject(error);
      client.getPluginInfo(new Empty(), new Metadata(), { deadline: Date.now() + timeoutMs }, callback);
    });
  } finally {
    client.close();
  }
}
