/**
 * `pulumi-language-nodejs`: the process through which the engine runs a Node program.
 *
 * The official one is a Go program that is not published as a module. This one answers the same
 * protocol (`pulumirpc.LanguageRuntime`) for what the engine asks while it previews, updates,
 * destroys and runs policy packs; everything else is answered with UNIMPLEMENTED. The engine starts
 * it with its own address as the only argument and reads the port from the first line of output.
 */
import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { Server, ServerCredentials, type handleServerStreamingCall, type handleUnaryCall } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
  AboutResponse,
  type AboutRequest,
  GetRequiredPackagesResponse,
  type GetRequiredPackagesRequest,
  LanguageHandshakeResponse,
  type LanguageHandshakeRequest,
  RunPluginResponse,
  type RunPluginRequest,
  RunResponse,
  type RunRequest,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { BAIL_EXIT_CODE, programCommand, sdkModule } from "./program";

const VERSION = "1.0.0";
let engine = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "";

const handshake: handleUnaryCall<LanguageHandshakeRequest, LanguageHandshakeResponse> = (call, respond) => {
  engine = call.request.getEngineAddress();
  respond(null, new LanguageHandshakeResponse());
};

const getPluginInfo: handleUnaryCall<unknown, PluginInfo> = (_call, respond) => {
  respond(null, new PluginInfo().setVersion(VERSION));
};

const about: handleUnaryCall<AboutRequest, AboutResponse> = (_call, respond) => {
  respond(null, new AboutResponse().setExecutable(process.execPath).setVersion(process.version));
};

// The engine then learns of each provider when a resource first needs it, from the version its SDK sends.
const getRequiredPackages: handleUnaryCall<GetRequiredPackagesRequest, GetRequiredPackagesResponse> = (
  _call,
  respond,
) => {
  respond(null, new GetRequiredPackagesResponse());
};

const run: handleUnaryCall<RunRequest, RunResponse> = (call, respond) => {
  try {
    const command = programCommand(call.request, engine);
    const program = spawn(process.execPath, command.args, {
      cwd: command.cwd,
      env: { ...process.env, ...command.env },
      stdio: ["ignore", "inherit", "inherit"],
    });
    program.on("error", (error) => respond(error));
    program.on("exit", (code, signal) => respond(null, runResponse(code, signal)));
  } catch (error) {
    respond(null, new RunResponse().setError(String(error)));
  }
};

function runResponse(code: number | null, signal: NodeJS.Signals | null): RunResponse {
  if (code === 0) return new RunResponse();
  if (code === BAIL_EXIT_CODE) return new RunResponse().setBail(true);
  const end = signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
  return new RunResponse().setError(`The program ${end} without saying why; see the output above.`);
}

/** Runs a policy pack, which is itself a small server, and relays what it prints. */
const runPlugin: handleServerStreamingCall<RunPluginRequest, RunPluginResponse> = (call) => {
  const { request } = call;
  if (request.getKind() !== "analyzer") {
    call.emit("error", new Error(`This language host runs policy packs, not plugins of kind "${request.getKind()}".`));
    return;
  }
  const folder = realpathSync(request.getInfo()?.getProgramDirectory() ?? request.getPwd());
  const pack = spawn(
    process.execPath,
    [sdkModule(folder, "@pulumi/pulumi/cmd/run-policy-pack"), ...request.getArgsList(), folder],
    // A pack reads its version from the package.json in the folder that it runs in.
    { cwd: folder, env: environment(request.getEnvList()), stdio: ["ignore", "pipe", "pipe"] },
  );
  pack.stdout.on("data", (data: Buffer) => call.write(new RunPluginResponse().setStdout(data)));
  pack.stderr.on("data", (data: Buffer) => call.write(new RunPluginResponse().setStderr(data)));
  pack.on("error", (error) => call.emit("error", error));
  pack.on("close", (code) => {
    call.write(new RunPluginResponse().setExitcode(code ?? 1));
    call.end();
  });
  call.on("cancelled", () => pack.kill());
};

/** `NAME=value` lines over this process's own environment. */
function environment(lines: readonly string[]): NodeJS.ProcessEnv {
  const pairs = lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)] as const);
  return { ...process.env, ...Object.fromEntries(pairs) };
}

const server = new Server();
server.addService(LanguageRuntimeService, {
  handshake,
  getPluginInfo,
  about,
  getRequiredPackages,
  run,
  runPlugin,
});
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
});
