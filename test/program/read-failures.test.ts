import assert from "node:assert/strict";
import { informativeLine, readFailure } from "../../components/credentials/read-failure";
import { minimalConfig } from "./config.fixture";
import { runProgram } from "./program.fixture";

const INVOCATION = "invocation of aws:secretsmanager/getSecretVersion:getSecretVersion returned an error";

/** As Pulumi's bridge has an error of the provider: in the third line of three. */
function invoked(error: string): string {
  return `${INVOCATION}: invoking aws:secretsmanager/getSecretVersion:getSecretVersion: 1 error occurred:\n\t* ${error}\n\n`;
}

/** As the AWS SDK for Go has the answer of a service. */
function answered(error: string, status = 400): string {
  return invoked(
    `reading Secrets Manager Secret Version (db|AWSCURRENT): operation error Secrets Manager: GetSecretValue, https response error StatusCode: ${status}, RequestID: 1b6f9c3e-7d25-4c1e-9a53-0c7e5a1f2d10, ${error}`,
  );
}

const NOT_AUTHORIZED =
  "api error AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/deploy/ci is not authorized to perform: secretsmanager:GetSecretValue on resource: db because no identity-based policy allows the secretsmanager:GetSecretValue action";

/** What the provider, the SDK and the service say, and what is made of it. */
const failures: readonly (readonly [what: string, message: string, cause: RegExp, remedy: RegExp])[] = [
  [
    "a secret that does not exist",
    answered("ResourceNotFoundException: Secrets Manager can't find the specified secret."),
    /^it does not exist in the region that aws:region names/,
    /^create it with the JSON keys password, username, or correct the key/,
  ],
  [
    "a secret that the provider does not find, for one of three reasons",
    invoked("reading Secrets Manager Secret Version (db|AWSCURRENT): couldn't find resource"),
    /no such secret, or it is marked for deletion, or it has no value/,
    /describe-secret --secret-id 'db' tells which: create it .* restore-secret, .* put-secret-value/,
  ],
  [
    "the same in the words of older providers",
    invoked('Secrets Manager Secret "db" Version "AWSCURRENT" not found'),
    /no such secret, or it is marked for deletion, or it has no value/,
    /restore-secret/,
  ],
  [
    "a secret that is marked for deletion",
    answered(
      "InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion.",
    ),
    /^it is marked for deletion$/,
    /^restore it with aws secretsmanager restore-secret --secret-id 'db'/,
  ],
  [
    "a secret that was deleted, with a typographic apostrophe",
    answered("InvalidRequestException: You can’t perform this operation on the secret because it was deleted."),
    /^it is marked for deletion$/,
    /restore-secret/,
  ],
  [
    "a secret without a current value",
    answered(
      "ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    ),
    /^it has no current value/,
    /put-secret-value --secret-id 'db'/,
  ],
  [
    "a key that may not be used",
    answered("api error AccessDeniedException: Access to KMS is not allowed"),
    /may be read, but not decrypted/,
    /^allow kms:Decrypt on that key/,
  ],
  [
    "a key of another account",
    answered(
      "api error AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/deploy/ci is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-central-1:444455556666:key/1 because no resource-based policy allows the kms:Decrypt action",
    ),
    /not decrypted/,
    /kms:Decrypt/,
  ],
  [
    "a key that is disabled",
    answered("DecryptionFailure: Secrets Manager can't decrypt the protected secret text using the provided KMS key."),
    /^its KMS key cannot decrypt it$/,
    /^enable that key, or cancel its deletion/,
  ],
  [
    "a user without the right",
    answered(NOT_AUTHORIZED),
    /^it may not be read by the user or role/,
    /^allow secretsmanager:GetSecretValue/,
  ],
  [
    "a policy that denies it",
    answered(`${NOT_AUTHORIZED.replace(/because .*/, "")}with an explicit deny in a resource-based policy`),
    /^it may not be read/,
    /no other policy denies it/,
  ],
  [
    "a token that has expired",
    `${INVOCATION.replace("secretsmanager/getSecretVersion:getSecretVersion", "index/getAvailabilityZones:getAvailabilityZones")}: 1 error occurred:\n    \t* error configuring Terraform AWS Provider: error validating provider credentials: error calling sts:GetCallerIdentity: operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: 87fecadb-d8fc-43ac-8147-a6f49179ce6d, api error ExpiredToken: The security token included in the request is expired\n    `,
    /^the login to AWS has expired$/,
    /^log in again/,
  ],
  [
    "a token that has expired, as Secrets Manager says it",
    answered("api error ExpiredTokenException: The security token included in the request is expired"),
    /^the login to AWS has expired$/,
    /log in again/,
  ],
  [
    "single sign-on that has expired",
    invoked(
      "unable to validate AWS credentials.\nDetails: loading configuration: retrieving credentials: operation error SSO: GetRoleCredentials, failed to refresh cached credentials, refresh cached SSO token failed, unable to refresh SSO token, operation error SSO OIDC: CreateToken, https response error StatusCode: 400, RequestID: 1, InvalidGrantException: ",
    ),
    /^the login to AWS has expired$/,
    /aws sso login/,
  ],
  [
    "a session of single sign-on that is over",
    "SSOProviderInvalidToken: the SSO session has expired or is invalid",
    /^the login to AWS has expired$/,
    /aws sso login/,
  ],
  [
    "no credentials",
    `${INVOCATION}: unable to validate AWS credentials.\nDetails: No valid credential sources found. Please see https://registry.terraform.io/providers/hashicorp/aws\nfor more information about providing credentials.\n\nError: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata, request canceled, context deadline exceeded\n\nMake sure you have:\n\n \t• Set your AWS region`,
    /^there are no credentials for AWS$/,
    /AWS_PROFILE/,
  ],
  [
    "a profile that does not exist",
    invoked("loading configuration: failed to get shared config profile, qualisys"),
    /^there are no credentials/,
    /AWS_PROFILE/,
  ],
  [
    "keys that AWS does not know",
    answered("api error UnrecognizedClientException: The security token included in the request is invalid."),
    /^AWS does not accept the credentials$/,
    /^correct them or AWS_PROFILE, enable the region/,
  ],
  [
    "a clock that is wrong",
    answered("api error InvalidSignatureException: Signature expired: 20260101T000000Z is now earlier than ..."),
    /^AWS does not accept the credentials$/,
    /set the clock/,
  ],
  [
    "a role that may not be taken on",
    invoked(
      "IAM Role (arn:aws:iam::111122223333:role/x) cannot be assumed. Error: operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: 1, api error AccessDenied: User: arn:aws:iam::111122223333:user/ci is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/x",
    ),
    /^the role .* is refused/,
    /sts:AssumeRole/,
  ],
  [
    "too many requests",
    invoked(
      "reading Secrets Manager Secret Version (db|AWSCURRENT): operation error Secrets Manager: GetSecretValue, exceeded maximum number of attempts, 25, https response error StatusCode: 400, RequestID: 1, api error ThrottlingException: Rate exceeded",
    ),
    /^AWS takes no more requests/,
    /again in a minute/,
  ],
  [
    "a region that does not exist",
    invoked(
      'reading Secrets Manager Secret Version (db|AWSCURRENT): operation error Secrets Manager: GetSecretValue, https response error StatusCode: 0, RequestID: , request send failed, Post "https://secretsmanager.eu-centrl-1.amazonaws.com/": dial tcp: lookup secretsmanager.eu-centrl-1.amazonaws.com: no such host',
    ),
    /^AWS does not answer$/,
    /aws:region, which is part of the server's name/,
  ],
  [
    "a proxy with a certificate of its own",
    invoked('request send failed, Post "https://x/": tls: failed to verify certificate: x509: unknown authority'),
    /^AWS does not answer$/,
    /aws:customCaBundle/,
  ],
  ["a region's name that is none", invoked("invalid AWS Region: Frankfurt"), /no region of the name/, /aws:region/],
  [
    "a name that Secrets Manager refuses",
    answered(
      "api error ValidationException: Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
    ),
    /takes its name or ARN for none/,
    /correct the key/,
  ],
  [
    "bytes that are no text",
    "rpc error: code = Internal desc = grpc: error while marshaling: string field contains invalid UTF-8",
    /^it is binary/,
    /put-secret-value --secret-id 'db' --secret-string/,
  ],
  ["an error of AWS", answered("api error InternalServiceError: An error occurred", 500), /error of its own/, /again/],
];

describe("why a secret cannot be read", () => {
  const use = { id: "db", keys: ["password", "username"] };
  for (const [what, message, cause, remedy] of failures) {
    it(`is told of ${what}`, () => {
      const failure = readFailure(message);
      assert.match(failure.cause, cause);
      assert.match(failure.remedy(use), remedy);
      assert.doesNotMatch(failure.cause + failure.remedy(use), /occurred|invocation|\n/);
    });
  }

  it("is told in the provider's words where it is not known, whole and without what says nothing", () => {
    const nested = `${INVOCATION}: 1 error occurred:\n\t* updating urn:x: 1 error occurred:\n\t* the moon is in the way of error 7. Wait.\n\n`;
    assert.equal(informativeLine(nested), "updating urn:x; the moon is in the way of error 7. Wait");
    assert.equal(informativeLine(`${INVOCATION}: 2 errors occurred:\n\t* one\n\t* two\n\n`), "one; two");
    assert.equal(informativeLine("Hello.\nThis is not right.\nMake sure that it is"), "This is not right");
    assert.equal(informativeLine("1 error occurred:\n"), "nothing");
    assert.match(readFailure(nested).cause, /the moon is in the way of error 7\. Wait$/);
  });

  it("repeats no secret of the provider's words", () => {
    const { cause } = readFailure(invoked("the moon answered https://hooks.slack.com/services/T0/B0/hunter2 instead"));
    assert.match(cause, /the moon answered \[secret\] instead/);
  });
});

describe("the program on secrets that cannot be read", function () {
  this.timeout(60_000);
  const config = {
    ...minimalConfig,
    "monitoring:databases": JSON.stringify([
      { name: "main", host: "h", credentials: "rds!db-1a2b" },
      { name: "other", host: "h", credentials: "other" },
    ]),
  };

  it("has a sentence for each, beside those about wrong values, and registers nothing", () => {
    const { status, stdout, stderr, requests } = runProgram(config, {
      grafana: { failure: answered("api error AccessDeniedException: Access to KMS is not allowed") },
      slack: { binary: "hunter2" },
      "rds!db-1a2b": { failure: invoked("You can't perform this operation because it was marked for deletion.") },
      other: JSON.stringify({ username: "hunter2", password: 5 }),
    });
    assert.notEqual(status, 0);
    assert.deepEqual(
      requests.filter((request) => request.startsWith("register")),
      [],
    );
    const said = new Set(stderr.split("\n").filter((line) => line !== ""));
    assert.deepEqual(
      [...said].map((line) => /^The secret "([^"]+)" \([^)]+\) (is binary|cannot be read|has)/.exec(line)?.slice(1)),
      [
        ["grafana", "cannot be read"],
        ["rds!db-1a2b", "cannot be read"],
        ["slack", "is binary"],
        ["other", "has"],
      ],
    );
    assert.match(stderr, /restore-secret --secret-id 'rds!db-1a2b'/);
    assert.doesNotMatch(stdout + stderr, /hunter2|^\s+at |occurred/m);
  });

  it("says once what is about no secret", () => {
    const failure = answered("api error ExpiredTokenException: The security token included in the request is expired");
    const secrets = Object.fromEntries(["grafana", "slack", "rds!db-1a2b", "other"].map((id) => [id, { failure }]));
    const said = new Set(
      runProgram(config, secrets)
        .stderr.split("\n")
        .filter((line) => line !== ""),
    );
    assert.equal(said.size, 1);
    assert.match(
      [...said].join(),
      /^The secrets "grafana" \(monitoring:grafana\.admin\.password\), .*"other" \(.*\) cannot be read from AWS Secrets Manager: the login to AWS has expired; log in again /,
    );
  });
});
