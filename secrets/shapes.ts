/**
 * Texts that are secrets whatever they stand under.
 *
 * The forms are those that the makers publish. secretlint's preset, the maintained rule set of this field, was tried first: it is
 * asynchronous and an ES module, which neither the configuration nor a policy can wait for, and it knew 7 of 18 forms that this
 * project meets. A test holds these patterns against it instead: what it finds is found here.
 */
import { NAME_IN_TEXT } from "./names";
import { isReference, REFERENCE_SOURCE } from "./references";

/** One form. The group `secret` is the secret itself where it is only a part of what is recognised. */
interface Shape {
  /** In words: `a token`. */
  readonly kind: string;
  readonly pattern: RegExp;
  /** What every such text has. Looked for first: most texts lack it, and are not matched. */
  readonly needs?: string;
  /** Whether what was recognised really is one, where the pattern alone can't say so. */
  readonly confirms?: (secret: string) => boolean;
}

const TOKEN = "a token";
const PASSWORD = "a password";
const ADDRESS = "an address with a password";

/** Tokens whose makers gave them a beginning to know them by. */
const TOKENS = [
  String.raw`xox[a-z](?:\.xox[a-z])?-[\w-]{10,}`,
  String.raw`xapp-\d-[\w-]{10,}`, // Slack
  String.raw`gh[opsur]_\w{20,}`,
  String.raw`github_pat_\w{20,}`,
  String.raw`gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|oas|ffct)-[\w.-]{16,}`, // GitLab
  String.raw`gl(?:sa|c)_[\w=+/-]{20,}`,
  String.raw`eyJrIjoi[\w+/=-]{16,}`, // Grafana
  String.raw`(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}`, // AWS
  String.raw`AIza[\w-]{30,}`,
  String.raw`GOCSPX-[\w-]{20,}`,
  String.raw`ya29\.[\w-]{20,}`, // Google
  String.raw`eyJ[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*)?`, // JSON web tokens
  String.raw`hv[srb]\.[\w-]{20,}`,
  String.raw`[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,}`, // HashiCorp
  String.raw`sk-[\w-]{20,}`,
  String.raw`[sr]k_(?:live|test)_\w{16,}`,
  String.raw`whsec_[\w+/=]{20,}`, // OpenAI, Anthropic; Stripe
  String.raw`npm_[A-Za-z0-9]{30,}`,
  String.raw`pypi-[\w-]{50,}`,
  String.raw`rubygems_[0-9a-f]{32,}`,
  String.raw`dckr_[po]at_[\w-]{20,}`,
  String.raw`SG\.[\w-]{16,}\.[\w-]{16,}`,
  String.raw`SK[0-9a-f]{32}`,
  String.raw`key-[0-9a-f]{32}`, // SendGrid, Twilio, Mailgun
  String.raw`\d{8,10}:AA[\w-]{32,}`, // Telegram
  String.raw`(?:shp(?:at|ca|pa|ss))_[0-9A-Fa-f]{32}`,
  String.raw`lin_(?:api|oauth)_\w{30,}`,
  String.raw`(?:ntn|secret)_[A-Za-z0-9]{40,}`,
  String.raw`do[opr]_v1_[0-9a-f]{32,}`,
  String.raw`dapi[0-9a-f]{32}`,
  String.raw`pul-[0-9a-f]{40}`,
  String.raw`pscale_(?:tkn|pw|oauth)_[\w.-]{20,}`,
  String.raw`dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{30,}`,
  String.raw`NRAK-[A-Z0-9]{20,}`,
  String.raw`HRKU-[\w-]{30,}`,
  String.raw`sntry[su]_[\w+/=-]{30,}`,
  String.raw`sbp_[0-9a-f]{32,}`,
  String.raw`hf_[A-Za-z]{30,}`,
  String.raw`figd_[\w-]{30,}`,
  String.raw`ATATT3[\w=+/-]{30,}`,
  String.raw`ops_eyJ[\w+/=-]{30,}`,
  String.raw`dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}`,
  String.raw`AGE-SECRET-KEY-1[A-Z0-9]{50,}`,
];

/** Addresses that are a secret by their path: who knows one may post. Hosts and paths as their makers document them. */
const WEBHOOKS = [
  String.raw`hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/\w`,
  String.raw`(?:[\w-]+\.)?discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\w`,
  String.raw`[\w.-]+\.webhook\.office(?:365)?\.com/\w`,
  String.raw`outlook\.office(?:365)?\.com/webhook/\w`, // Teams
  String.raw`[\w.-]+\.(?:logic\.azure(?:\.com|\.us|\.cn)|api\.powerplatform\.com|powerautomate\.com|flow\.microsoft\.com)(?::\d+)?/\S*[?&]sig=\w`,
  String.raw`chat\.googleapis\.com/v1/spaces/\S*[?&](?:key|token)=\w`,
  String.raw`api\.telegram\.org/bot\w`,
  String.raw`(?:webexapis|api\.ciscospark)\.com/v1/webhooks/incoming/\w`,
  String.raw`hooks\.zapier\.com/hooks/\w`,
  String.raw`[\w.-]+/hooks/[A-Za-z0-9]{16,}`, // Mattermost, Rocket.Chat
  String.raw`events\.(?:eu\.)?pagerduty\.com/integration/\w`,
  String.raw`alert\.victorops\.com/integrations/\S*/alert/\w`,
  String.raw`[\w.-]*(?:oncall|grafana)[\w.-]*/integrations/v1/\w+/\w{16,}`,
  String.raw`hc-ping\.com/\w`,
  String.raw`nosnch\.in/\w`,
  String.raw`uptime\.betterstack\.com/api/v1/heartbeat/\w`,
  String.raw`api\.opsgenie\.com/\S*[?&]apiKey=\w`,
  String.raw`oapi\.dingtalk\.com/robot/send\?\S*access_token=\w`,
  String.raw`open\.(?:feishu\.cn|larksuite\.com)/open-apis/bot/\S*/hook/\w`,
  String.raw`qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?\S*key=\w`,
  String.raw`api\.incident\.io/\S*[?&]token=\w`,
  String.raw`hooks\.(?:eu\.)?jira\.com/\w`,
];

/** Digits after a colon that are a port, by what follows them. */
const PORT = String.raw`\d{1,5}(?:[/?#"'\s,;)\]}>|\\]|$)`;

/** Values that say that a setting is off, or that there is more below it. */
const NO_VALUE = String.raw`["']?(?:null|true|false|none|nil|~)?["']?[ \t]*(?:$|[,}\]])|[{[]|[|>][-+\d]*[ \t]*$`;

const SHAPES: readonly Shape[] = [
  {
    kind: "a private key",
    needs: "-----BEGIN ",
    pattern: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*-----|$(?![\s\S]))/dg,
  },
  { kind: "a private key", needs: "PuTTY-", pattern: /PuTTY-User-Key-File-\d[\s\S]*/dg },
  {
    kind: "the address of a webhook",
    pattern: new RegExp(String.raw`(?<![\w.-])(?:https?:\\?/\\?/)?(?:${WEBHOOKS.join("|")})[^\s"'<>]*`, "dgi"),
  },
  { kind: TOKEN, pattern: new RegExp(String.raw`(?<![A-Za-z0-9])(?:${TOKENS.join("|")})`, "dg") },
  // scheme://user:password@host, up to the last @ of the word; the user may be missing, the password may hold any other character.
  {
    kind: ADDRESS,
    needs: "@",
    pattern: new RegExp(
      String.raw`:\\?/\\?/[^\s:@/"'<>]*:(?!${PORT}|${REFERENCE_SOURCE}@)(?<secret>\S{1,1000})@`,
      "dg",
    ),
  },
  // The same with blanks in the password, where the address begins a line or stands in quotes.
  {
    kind: ADDRESS,
    needs: "@",
    pattern: new RegExp(
      String.raw`(?:^[ \t>+-]{0,80}|["'])[a-z][a-z0-9+.-]{0,40}://[^\s:@/"'<>]*:(?!${PORT}|${REFERENCE_SOURCE}@)(?<secret>[^"'\n]{1,1000})@[\w[]`,
      "dgim",
    ),
  },
  { kind: "an address with a token", needs: "@", pattern: /:\/\/(?<secret>(?=[\w-]*\d)[\w-]{20,})@/dg },
  // Go's addresses of MySQL: user:password@tcp(host:3306)/database.
  { kind: ADDRESS, needs: "@", pattern: /(?<![\w./-])[\w.-]+:(?<secret>\S{1,200})@(?:tcp|unix|udp)\(/dg },
  {
    kind: ADDRESS,
    needs: "=",
    pattern:
      /[?&;](?:\w*pass(?:word|wd)?|pwd|\w*token|api[-_]?key|\w*secret|sig(?:nature)?|x-amz-signature)=(?<secret>[^\s&;"'<>]+)/dgi,
  },
  { kind: TOKEN, pattern: /\bbearer\s+(?<secret>[\w.~+/=-]{20,})/dgi },
  {
    kind: TOKEN,
    pattern:
      /(?:^|["'=:])[ \t]*(?:bearer|basic|token|geniekey|splunk|apikey)[ \t]+(?<secret>(?=\S*[\d+/=._-])[^\s"']{6,})[ \t]*(?:$|["'])/dgim,
  },
  {
    kind: PASSWORD,
    pattern: /\bbasic\s+(?<secret>[A-Za-z0-9+/]{4,}={0,2})(?![\w+/=])/dgi,
    confirms: isUserAndPassword,
  },
  { kind: "the hash of a password", needs: "$", pattern: /\$(?:2[abxy]|apr1|[156y]|argon2\w*|scrypt)\$[^\s"',]{8,}/dg },
  // Keys of a storage account, as connection strings have them.
  {
    kind: PASSWORD,
    needs: "=",
    pattern: /\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)=(?<secret>[^\s;"']{8,})/dgi,
  },
  {
    kind: PASSWORD,
    pattern:
      /(?<![\w-])--?[\w.-]*(?:pass(?:word|wd|phrase)?|token|secret|api[-_]?key|credentials)(?:=|[ \t]+)(?<secret>(?!-|(?:true|false)\b)(?:"[^"\n]*"|'[^'\n]*'|[^\s"']+))/dgi,
  },
  {
    kind: PASSWORD,
    needs: "=",
    pattern: new RegExp(
      String.raw`(?<![\w.-])["']?${NAME_IN_TEXT}["']?=(?!=|${NO_VALUE})(?<secret>"[^"\n]+"|'[^'\n]+'|[^\s;&,"'}\]]+)`,
      "dgim",
    ),
  },
  // "password": "..." anywhere, as JSON has it, also JSON within a text of JSON.
  {
    kind: PASSWORD,
    pattern: new RegExp(
      String.raw`["']${NAME_IN_TEXT}\\*["'][ \t]*[:=]>?[ \t]*(?!${NO_VALUE})(?<secret>\\*"(?:[^"\\\n]|\\[^"])+\\*"|'[^'\n]+'|[^\s"',}\]]+)`,
      "dgim",
    ),
  },
  // { user: ..., password: ... }, as YAML has it in one line.
  {
    kind: PASSWORD,
    pattern: new RegExp(
      String.raw`[{,][ \t]*["']?(?:${NAME_IN_TEXT}|authorization|credentials|token)["']?:[ \t]+(?!${NO_VALUE})(?<secret>"[^"\n]+"|'[^'\n]+'|[^\s,}]+)`,
      "dgim",
    ),
  },
  // password: ... and password = ..., as YAML, INI files and the engine's diffs have it: all that follows in the line.
  {
    kind: PASSWORD,
    pattern: new RegExp(
      String.raw`^[ \t>+~#;-]{0,80}["']?${NAME_IN_TEXT}["']?[ \t]*(?::[ \t]|[=:](?!/))[ \t]*(?!${NO_VALUE})(?<secret>\S.*?)[ \t]*,?$`,
      "dgim",
    ),
  },
  {
    kind: PASSWORD,
    pattern: new RegExp(
      String.raw`^[ \t>+~#;-]{0,80}["']?(?:authorization|credentials)["']?[ \t]*[:=][ \t]*(?!${NO_VALUE}|["']?(?:basic|bearer)["']?[ \t]*$)(?<secret>\S.*?)[ \t]*,?$`,
      "dgim",
    ),
  },
  // The same with the value in the lines below.
  {
    kind: PASSWORD,
    pattern: new RegExp(
      String.raw`^(?<indent>[ \t]*)(?:[-+~] )?["']?${NAME_IN_TEXT}["']?[ \t]*:[ \t]*[|>][-+\d]*[ \t]*\n(?<secret>(?:\k<indent>[ \t]+\S.*(?:\n|$))+)`,
      "dgim",
    ),
  },
];

/** A part of a text that is a secret. */
export interface SecretSpan {
  readonly kind: string;
  /** First character. */
  readonly start: number;
  /** The character after the last one. */
  readonly end: number;
}

/** Where a text holds secrets. Spans may overlap. */
export function secretSpans(text: string): readonly SecretSpan[] {
  return [...plainSpans(text), ...encodedSpans(text)];
}

/** What kind of secret a text holds; undefined where it looks like none. */
export function secretShape(text: string): string | undefined {
  return secretSpans(text)[0]?.kind;
}

function plainSpans(text: string): readonly SecretSpan[] {
  if (!MAY_HOLD_ONE.test(text)) return [];
  return SHAPES.filter(({ needs = "" }) => text.includes(needs)).flatMap(({ kind, pattern, confirms }) =>
    matches(pattern, text).flatMap(({ indices }) => {
      const [start, end] = indices?.groups?.["secret"] ?? indices?.[0] ?? [0, 0];
      const secret = text.slice(start, end);
      return isReference(unquoted(secret)) || confirms?.(secret) === false ? [] : [{ kind, start, end }];
    }),
  );
}

/** What each form has one of; most texts of a stack are a word and have none. */
const MAY_HOLD_ONE = /[:=$@/]|[\w.+-]{14,}|-[\w.-]+\s|\b(?:bearer|basic|token|geniekey|splunk|apikey)\s/i;

/** All matches. As `matchAll`, which would make a copy of the pattern each time. */
function matches(pattern: RegExp, text: string): readonly RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    found.push(match);
    if (match[0] === "") pattern.lastIndex += 1;
  }
  return found;
}

/** Characters of the shortest encoded word that is looked at. */
const SHORTEST_ENCODED = 16;

/** Words of base64, and percent-encoded words that begin as an address. */
const ENCODED = /(?<![\w+/=-])[A-Za-z0-9+/_-]{16,}={0,2}(?![\w+/=%-])|(?<![\w.+-])[\w.+-]{1,40}%3A%2F%2F[^\s"'<>]*/dgi;

/** Words that say a secret once they are decoded. */
function encodedSpans(text: string): readonly SecretSpan[] {
  if (text.length < SHORTEST_ENCODED) return [];
  return matches(ENCODED, text).flatMap(({ 0: word, index }) => {
    const [first] = plainSpans(decoded(word));
    return first === undefined ? [] : [{ kind: first.kind, start: index, end: index + word.length }];
  });
}

/** What an encoded word says; empty where it is no text. */
function decoded(word: string): string {
  const text = word.includes("%") ? percentDecoded(word) : Buffer.from(word, "base64").toString("latin1");
  return /^[\x20-\x7e\s]+$/.test(text) ? text : "";
}

function percentDecoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return "";
  }
}

function unquoted(text: string): string {
  return text.trim().replace(/^\\*(["'])(.*?)\\*\1[,;]?$/, "$2");
}

/** Whether a word of base64 is the `user:password` of basic authentication. */
function isUserAndPassword(base64: string): boolean {
  return /^[\x20-\x7e]*:[\x20-\x7e]+$/.test(Buffer.from(base64, "base64").toString("latin1"));
}
