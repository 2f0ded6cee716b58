/** Runs the real program on the configuration in the environment and prints what it asks of the engine; ends as the program does. */
import { setAllConfig } from "@pulumi/pulumi/runtime/config";
import { MockMonitor, setMocks } from "@pulumi/pulumi/runtime/mocks";
import { runInPulumiStack } from "@pulumi/pulumi/runtime/stack";
import type { RawConfig } from "../../config/load";
import { placeholderSecret } from "../../render/placeholders";

const config = JSON.parse(process.env["WRONG_CONFIG"] ?? "{}") as RawConfig;

/** Prints each request in a line of its own; the stack itself, which the runtime registers, is none of the program's. */
const mocks: ConstructorParameters<typeof MockMonitor>[0] = {
  call: ({ token, inputs }) => {
    console.log(`call ${token}`);
    return { secretString: placeholderSecret(config, String(inputs["secretId"])), versionId: "1" };
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

run().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
