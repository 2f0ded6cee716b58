/** Prints for each secret that the stack of the configuration in the environment refers to whether Pulumi knows it for one. */
import { isSecret } from "@pulumi/pulumi";
import { setMocks } from "@pulumi/pulumi/runtime/mocks";
import { readSecrets } from "../../components/credentials/secrets-manager";
import { parseConfig } from "../../config/load";
import type { RawConfig } from "../../config/raw";
import { placeholderSecret } from "../../render/placeholders";

const config = JSON.parse(process.env["PROGRAM_CONFIG"] ?? "{}") as RawConfig;

async function main(): Promise<void> {
  await setMocks({
    call: ({ inputs }) => ({ secretString: placeholderSecret(config, String(inputs["secretId"])), versionId: "1" }),
    newResource: () => ({ id: "", state: {} }),
  });
  const secrets = await readSecrets(parseConfig(config));
  const marks = await Promise.all([...secrets].map(async ([id, { text }]) => [id, await isSecret(text)] as const));
  console.log(JSON.stringify(Object.fromEntries(marks)));
}

void main();
