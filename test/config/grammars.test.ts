import assert from "node:assert/strict";
import type { z } from "zod";
import { secretId } from "../../config/fields/common";
import { awsRegion, imageRegistry, labelKey, slackChannel } from "../../config/fields/grammar";

/** What each service documents, beside docs/inputs.md: texts that it takes, and texts that it does not. */
const grammars: readonly (readonly [
  what: string,
  grammar: z.ZodType,
  right: readonly string[],
  wrong: readonly string[],
])[] = [
  [
    "a secret's name, or its ARN in any partition",
    secretId,
    [
      "rds!db-1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d",
      "rds!cluster-1a2b3c4d",
      "redshift!prod-admin",
      "events!connection/qualisys/1a2b",
      "a/b_c+d=e.f@g-h!i",
      ...[
        ["aws", "eu-central-1"],
        ["aws-cn", "cn-northwest-1"],
        ["aws-us-gov", "us-gov-east-1"],
        ["aws-eusc", "eusc-de-east-1"],
        ["aws-iso", "us-iso-west-1"],
        ["aws-iso-b", "us-isob-east-1"],
        ["aws-iso-e", "eu-isoe-west-1"],
        ["aws-iso-f", "us-isof-south-1"],
      ].map(([partition, region]) => `arn:${partition}:secretsmanager:${region}:111122223333:secret:rds!db-1a-AbC123`),
    ],
    [
      "a b",
      "a#b",
      "a:b",
      "ä",
      "a?",
      "a\n",
      "arn:aws:secretsmanager:eu-central-1:111122223333:secret:x",
      "arn:aws:secretsmanager:eu-central-1:1111:secret:x-AbC123",
      "arn:aws:ssm:eu-central-1:111122223333:parameter/x",
      "arn:aws-:secretsmanager:eu-central-1:111122223333:secret:x-AbC123",
      "arn:aws:secretsmanager:eu-central-1:111122223333:secret:x-AbC123:password::",
    ],
  ],
  [
    "a region of AWS",
    awsRegion,
    [
      "ap-southeast-7",
      "mx-central-1",
      "il-central-1",
      "us-gov-west-1",
      "cn-north-1",
      "eusc-de-east-1",
      "us-isob-east-1",
    ],
    ["eu-central-1a", "eu_central_1", "EU-CENTRAL-1", "aws-global", "Frankfurt", "eu-central-1 "],
  ],
  [
    "the key of a label or an annotation",
    labelKey,
    ["a", "A_b.c-d", "example.org/a", `${"a".repeat(63)}.${"b".repeat(63)}/a`, `a/${"b".repeat(63)}`],
    ["a..b/c", "-a/b", "a./b", "A.org/b", `${"a.".repeat(127)}a/b`, "a/b/c", "/a", "a/", `a/${"b".repeat(64)}`],
  ],
  [
    "a Slack channel",
    slackChannel,
    ["#alerts", "#alerts-critical_2", "#アラート", "#चेतावनी", "#тревоги", `#${"a".repeat(80)}`],
    ["#Alerts", "#a b", "#a.b", "#", "alerts", "#a#b", "@ada", `#${"a".repeat(81)}`],
  ],
  [
    "a registry of images",
    imageRegistry,
    ["localhost", "localhost/mirror", "localhost:5000/a", "public.ecr.aws/x", "10.0.0.1:5000", "mirror:5000"],
    ["mirror", "mirror/x", "https://registry.example.org", "registry.example.org/A", "registry.example.org/a:1"],
  ],
];

for (const [what, grammar, right, wrong] of grammars) {
  describe(`the grammar of ${what}`, () => {
    for (const text of right)
      it(`takes ${JSON.stringify(text)}`, () => assert.equal(grammar.safeParse(text).success, true));
    for (const text of wrong)
      it(`refuses ${JSON.stringify(text)}`, () => assert.equal(grammar.safeParse(text).success, false));
  });
}
