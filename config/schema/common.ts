/** Parts of the configuration that several subjects share. */
import { z } from "zod";
import { quantity } from "../grammar";

/** Where a secret lies in AWS Secrets Manager. Never its value. */
export const secretReference = z.strictObject({
  secret: z.string().min(1).describe("Name or ARN of the secret in AWS Secrets Manager"),
  key: z.string().min(1).optional().describe("Key of the value, where the secret is a JSON object; absent where the secret is the value itself"),
});
export type SecretReference = z.infer<typeof secretReference>;

/** CPU and memory of a container. */
export const resources = z.strictObject({
  requests: z.strictObject({ cpu: quantity, memory: quantity }),
  limits: z.strictObject({ cpu: quantity.optional(), memory: quantity }),
});

/** How several replicas of one thing are kept apart. */
export const antiAffinity = z.enum(["hard", "soft", "none"]);
