/**
 * Why a secret cannot be read, and what to do about it.
 *
 * The provider's words are those of terraform-provider-aws (`secret_version_data_source.go`), of AWS' SDK and of Secrets Manager, in
 * several lines that begin with "1 error occurred:". It says "couldn't find resource" of a secret that does not exist, of one that is
 * marked for deletion and of one without a value: `findSecretVersion` there makes one error of the three.
 */
import type { SecretUse } from "../../config/secret-uses";
import { withoutSecretsInText } from "../../secrets/mask";

/** One cause. */
export interface ReadFailure {
  /** What is the matter, as the end of "cannot be read from AWS Secrets Manager: ...". */
  readonly cause: string;
  /** What to do: the end of the sentence. */
  readonly remedy: (use: Pick<SecretUse, "id" | "keys">) => string;
  /** Whether it is about this secret alone; else every secret has it, and one sentence is enough for all. */
  readonly ofOneSecret: boolean;
}

interface KnownCause extends ReadFailure {
  /** What the provider says of it. */
  readonly says: RegExp;
}

/** A command of the AWS CLI on a secret; names of managed secrets have a `!`, which shells replace. */
function command(name: string, id: string): string {
  return `aws secretsmanager ${name} --secret-id '${id}'`;
}

function create({ keys }: Pick<SecretUse, "keys">): string {
  return `create it with ${keys.length === 0 ? "the value as its text" : `the JSON keys ${keys.join(", ")}`}`;
}

const OTHER_KEY = "or correct the key in the stack file";

/** The causes that are known; the first whose words are there is the one. */
const CAUSES: readonly KnownCause[] = [
  {
    says: /marked for deletion|scheduled for deletion|because it was deleted/i,
    cause: "it is marked for deletion",
    remedy: ({ id }) => `restore it with ${command("restore-secret", id)}, ${OTHER_KEY}`,
    ofOneSecret: true,
  },
  {
    says: /secret value for staging label|secret value for VersionId/i,
    cause: "it has no current value (no version has the staging label AWSCURRENT)",
    remedy: ({ id, keys }) =>
      `give it ${keys.length === 0 ? "one" : `the JSON keys ${keys.join(", ")}`} with ${command("put-secret-value", id)}, ${OTHER_KEY}`,
    ofOneSecret: true,
  },
  {
    says: /ResourceNotFoundException|can't find the specified secret/i,
    cause: "it does not exist in the region that aws:region names (ResourceNotFoundException)",
    remedy: (use) => `${create(use)}, ${OTHER_KEY}`,
    ofOneSecret: true,
  },
  {
    says: /couldn't find resource|Version "AWSCURRENT" not found/i,
    cause: "the region that aws:region names has no such secret, or it is marked for deletion, or it has no value yet",
    remedy: (use) =>
      `${command("describe-secret", use.id)} tells which: ${create(use)}, restore it with restore-secret, give it a value with put-secret-value, ${OTHER_KEY}`,
    ofOneSecret: true,
  },
  {
    says: /Access to KMS is not allowed|not authorized to perform: kms:|kms:Decrypt/i,
    cause: "it may be read, but not decrypted with its KMS key",
    remedy: () =>
      "allow kms:Decrypt on that key for the user or role that runs Pulumi, in its IAM policy and in the key's own",
    ofOneSecret: true,
  },
  {
    says: /DecryptionFailure|KMSInvalidState|key .*(is disabled|pending deletion|pending import)|can't decrypt the protected secret/i,
    cause: "its KMS key cannot decrypt it",
    remedy: () => "enable that key, or cancel its deletion, or encrypt the secret with another one",
    ofOneSecret: true,
  },
  {
    says: /ExpiredToken|RequestExpired|token (included in the request )?(is|has) expired|session.* (has|is) expired|SSOProviderInvalidToken|InvalidGrantException|cached SSO token|refresh cached SSO|TokenRetrievalError/i,
    cause: "the login to AWS has expired",
    remedy: () => "log in again (aws sso login, or new values for AWS_SESSION_TOKEN and its keys)",
    ofOneSecret: false,
  },
  {
    says: /AssumeRole/,
    cause: "the role that Pulumi is to take on is refused to it",
    remedy: () => "correct aws:assumeRoles or the profile, or allow sts:AssumeRole, also in the role's trust policy",
    ofOneSecret: false,
  },
  {
    says: /InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature|InvalidAccessKeyId|IncompleteSignature|MissingAuthenticationToken|AuthFailure|NotAuthorized\b/i,
    cause: "AWS does not accept the credentials",
    remedy: () =>
      "correct them or AWS_PROFILE, enable the region of aws:region for the account if it is not, and set the clock if it is wrong",
    ofOneSecret: false,
  },
  {
    says: /valid credential sources|NoCredentialProviders|unable to discover AWS AccessKeyID|IMDS|failed to (get|load|refresh).*(credentials|profile)|shared config profile|could not find (AWS )?credentials|unable to (load|locate).*credentials|static credentials are empty/i,
    cause: "there are no credentials for AWS",
    remedy: () => "log in (aws sso login), or name them by AWS_PROFILE, aws:profile or a role",
    ofOneSecret: false,
  },
  {
    says: /AccessDenied|not authorized to perform|UnauthorizedOperation|explicit deny/i,
    cause: "it may not be read by the user or role that runs Pulumi",
    remedy: () => "allow secretsmanager:GetSecretValue on it, in an IAM policy, and see that no other policy denies it",
    ofOneSecret: true,
  },
  {
    says: /Throttl|TooManyRequests|Rate exceeded|RequestLimitExceeded/i,
    cause: "AWS takes no more requests for the moment",
    remedy: () => "run it again in a minute",
    ofOneSecret: false,
  },
  {
    says: /Invalid name\. Must be|ValidationException|InvalidParameter/i,
    cause: "Secrets Manager takes its name or ARN for none",
    remedy: () => "correct the key in the stack file",
    ofOneSecret: true,
  },
  {
    says: /invalid UTF-8/i,
    cause: "it is binary and no text",
    remedy: ({ id }) => `store it as text with ${command("put-secret-value", id)} --secret-string`,
    ofOneSecret: true,
  },
  {
    says: /Invalid (AWS )?Region|MissingRegion|MissingEndpoint|not a valid region/i,
    cause: "AWS has no region of the name in aws:region",
    remedy: () => "correct aws:region in the stack file",
    ofOneSecret: false,
  },
  {
    says: /no such host|server misbehaving|dial (tcp|udp)|connection (refused|reset)|i\/o timeout|TLS handshake|x509|no route to host|network is unreachable|deadline exceeded|proxyconnect|request send failed|\bEOF\b|ECONNREFUSED|ENOTFOUND|ETIMEDOUT/i,
    cause: "AWS does not answer",
    remedy: () =>
      "check the network, the proxy (HTTPS_PROXY, aws:customCaBundle where it has a certificate of its own) and aws:region, which is part of the server's name",
    ofOneSecret: false,
  },
  {
    says: /InternalServiceError|InternalFailure|ServiceUnavailable|StatusCode: 5\d\d/i,
    cause: "AWS has an error of its own",
    remedy: () => "run it again, and look at health.aws.amazon.com if it stays",
    ofOneSecret: false,
  },
];

/** What a provider's error comes to. */
export function readFailure(message: string): ReadFailure {
  const known = CAUSES.find(({ says }) => says.test(message));
  if (known !== undefined) return known;
  return {
    cause: `AWS or its provider says: ${withoutSecretsInText(informativeLine(message))}`,
    remedy: () => "correct what this names, and run it again",
    ofOneSecret: true,
  };
}

/** Beginnings and ends of lines that say nothing: Pulumi's, and those of Go's lists of errors. */
const EMPTY_WORDS =
  /^(\*|-|\d+\.|error:|rpc error: code = \w+ desc =|(invocation of|invoking) \S+( returned an error)?:)\s*|:?\s*\d+ errors? occurred:?$|[.:\s]+$/i;

/** What a provider's error says, whole, without the lines around it that say nothing: its list of errors, or its first line about one. */
export function informativeLine(message: string): string {
  const lines = message.split(/\r?\n/).map((line) => line.trim());
  const listed = lines.filter((line) => line.startsWith("*")).map(withoutEmptyWords);
  const found = (listed.length > 0 ? listed : lines.map(withoutEmptyWords)).filter((line) => line !== "");
  if (listed.length > 0 && found.length > 0) return [...new Set(found)].join("; ");
  return (
    found.find((line) => /error|exception|fail|denied|invalid|unable|cannot|can't|could|not /i.test(line)) ??
    found[0] ??
    "nothing"
  );
}

function withoutEmptyWords(line: string): string {
  const shorter = line.replace(EMPTY_WORDS, "").trim();
  return shorter === line ? shorter : withoutEmptyWords(shorter);
}
