/** Parts of the configuration that several subjects share. */
import { z } from "zod";
import { AWS_PARTITION, cpu, memory } from "./grammar";
import { valueKind } from "./secret-text";

const REFERENCE_WORDS =
  "must be the name or the full ARN of a secret in AWS Secrets Manager, such as qualisys/staging/slack, never its value";

/** Names as Secrets Manager takes them; those of secrets that a service of AWS manages begin with its name and `!`, as in `rds!db-1a2b`. */
const SECRET_NAME = "[\\w/+=.@!-]{1,512}";

/** A name, or a full ARN: with the six characters that Secrets Manager adds to the name. */
const SECRET_ID = new RegExp(
  `^(${SECRET_NAME}|arn:${AWS_PARTITION}:secretsmanager:[a-z]{2,4}(-[a-z]+)+-\\d{1,2}:\\d{12}:secret:${SECRET_NAME}-[A-Za-z0-9]{6})$`,
);

/** Title of everything that names a secret; what stands there by mistake is never shown. */
export const SECRET_TITLE = "secret";

/** Name or ARN of a secret in AWS Secrets Manager. */
export const secretId = z
  .string({ error: REFERENCE_WORDS })
  .refine((text) => SECRET_ID.test(text) && valueKind(text) === undefined, REFERENCE_WORDS)
  .meta({ title: SECRET_TITLE });

/** Key of a JSON secret. */
const secretKey = z
  .string({ error: "must be a key of the secret's JSON object, such as password" })
  .refine(
    (text) => /^(?!\s)[^\p{Cc}\p{Cs}]{1,128}(?<!\s)$/u.test(text) && valueKind(text) === undefined,
    "must be a key of the secret's JSON object, such as password",
  )
  .meta({ title: SECRET_TITLE });

/** Where a secret lies in AWS Secrets Manager. Never its value. */
export const secretReference = z
  .strictObject(
    {
      secret: secretId
        .describe("Name or ARN of the secret in AWS Secrets Manager")
        .meta({ examples: ["qualisys/staging/example"] }),
      key: secretKey
        .optional()
        .describe("Key of the value if the secret is a JSON object; absent if the secret is the value itself")
        .meta({ examples: ["password"] }),
    },
    {
      error: ({ code }) =>
        code === "invalid_type"
          ? "must be a reference such as { secret: qualisys/staging/slack, key: alerts }, never the secret's value"
          : undefined,
    },
  )
  .meta({ title: SECRET_TITLE });
export type SecretReference = z.infer<typeof secretReference>;

/** CPU and memory of a container. */
export const resources = z.strictObject({
  requests: z.strictObject({
    cpu: cpu.describe("CPU request").meta({ examples: ["500m"] }),
    memory: memory.describe("Memory request").meta({ examples: ["2Gi"] }),
  }),
  limits: z.strictObject({
    cpu: cpu
      .optional()
      .describe("CPU limit, beyond which it is throttled")
      .meta({ examples: ["2"] }),
    memory: memory.describe("Memory limit, beyond which it is killed").meta({ examples: ["4Gi"] }),
  }),
});
export type Resources = z.infer<typeof resources>;

/** How several replicas of one thing are kept apart. */
export const antiAffinity = z.enum(["hard", "soft", "none"]);
