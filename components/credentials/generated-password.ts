/** A Grafana password that nobody types: generated once, kept in AWS Secrets Manager. */
import { Secret } from "@pulumi/aws/secretsmanager/secret";
import { SecretVersion } from "@pulumi/aws/secretsmanager/secretVersion";
import { ComponentResource, jsonStringify, secret, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import type { SecretReference } from "../../config/schema";

/** Length of a generated password: 32 letters and digits are about 190 bits. */
const PASSWORD_LENGTH = 32;

/** Arguments of {@link GeneratedPassword}. */
export interface GeneratedPasswordArgs {
  /** Where the password is stored; as the JSON key where the reference has one. */
  readonly reference: SecretReference;
  /** Who uses it, for the secret's description. */
  readonly purpose: string;
}

/** Generates a password and stores it in a secret of AWS Secrets Manager that this stack owns. */
export class GeneratedPassword extends ComponentResource {
  /** The password; a Pulumi secret. */
  readonly password: Output<string>;

  constructor(name: string, args: GeneratedPasswordArgs, opts?: ComponentResourceOptions) {
    super("monitoring:index:GeneratedPassword", name, {}, opts);

    const random = new RandomPassword(
      `${name}-password`,
      { length: PASSWORD_LENGTH, special: false },
      { parent: this },
    );
    this.password = secret(random.result);
    const stored = new Secret(
      `${name}-secret`,
      {
        name: args.reference.secret,
        description: `${args.purpose}. Generated; change it by replacing ${name}-password.`,
        // Gone at once with the stack: during a recovery window the name would be taken, and a new deployment fail.
        recoveryWindowInDays: 0,
      },
      { parent: this },
    );
    new SecretVersion(
      `${name}-version`,
      {
        secretId: stored.id,
        secretString:
          args.reference.key === undefined ? this.password : jsonStringify({ [args.reference.key]: this.password }),
      },
      { parent: this, additionalSecretOutputs: ["secretString"] },
    );
    this.registerOutputs({ password: this.password });
  }
}
