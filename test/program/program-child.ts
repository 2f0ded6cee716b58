/** Runs the real program on the configuration and the secrets in the environment and prints what it asks of the engine; ends as the program does. */
import { RunError } from "@pulumi/pulumi/errors";
import { allConfig, setAllConfig } from "@pulumi/pulumi/runtime/config";
import { type MockMonitor, setMocks } from "@pulumi/pulumi/runtime/mocks";
import { runInPulumiStack } from "@pulumi/pulumi/runtime/stack";
import type { RawConfig } from "../../config/raw";
import { placeholderSecret } from "../../render/placeholders";
import type { ProgramSecrets } from "./program.fixture";

const config = JSON.parse(process.env["PROGRAM_CONFIG"] ?? "{}") as RawConfig;
const secrets = JSON.parse(process.env["PROGRAM_SECRETS"] ?? "{}") as ProgramSecrets;

/** Prints each request in a line of its own; the stack itself, which the runtime registers, is none of the program's. */
const mocks: ConstructorParameters<typeof MockMonitor>[0] = {
  call: ({ token, inputs }) => {
    console.log(`call ${token}`);
    const id = String(inputs["secretId"]);
    const given = secrets[id] ?? placeholderSecret(allConfig() as RawConfig, id);
    if (typeof given === "string") return { secretString: given, secretBinary: "", versionId: "1" };
    // As the engine answers: what it says is in the details.
    if ("failure" in given) throw Object.assign(new Error(given.failure), { details: given.failure });
    // As the provider has it of a binary secret.
    return { secretString: "", secretBinary: given.binary, versionId: "1" };
  },
  newResource: ({ type, name, inputs }) => {
    if (type !== "pulumi:pulumi:Stack") console.log(`register ${type} ${name}`);
    return { id: `${name}-id`, state: inputs };
  },
};

async function run(): Promise<void> {
  setAllConfig({ ...config });
  await setMocks(mocks, "monitoring", "staging", false, "organization");
  await runInPulumiStack(() => (require("../../index") as typeof import("../../index"))());
}

/** As Pulumi's host does (cmd/run/run.js): only a RunError is told without its stack. */
function report(error: Error): void {
  const { message, stack } = error;
  console.error(RunError.isInstance(error) ? message : stack);
  process.exitCode = 1;
}

process.on("unhandledRejection", report);
run().catch(report);
