/** Secrets that cannot work, made of wrong values for every key that some configuration asks of one. */
import type { AskedField } from "../../config/fields/secret-fields";
import type { SecretUse } from "../../config/secret-uses";

/** What no message may have a piece of. Every wrong value that is a text has it, or is shorter than a piece. */
export const CANARY = "hunter2hunter2";

/** Literals of JSON that are no text, whatever is asked. */
const OF_ANOTHER_TYPE: Readonly<Record<string, string>> = {
  null: "null",
  true: "true",
  "a list": `["${CANARY}"]`,
  "a map": `{"value": "${CANARY}"}`,
  "a nested map": `{"a": {"b": ["${CANARY}"]}}`,
};

/** Numbers, which JSON.parse rounds or writes differently. */
const NUMBERS: Readonly<Record<string, string>> = {
  "a huge number": "12345678901234567890",
  "an exponent": "1e5",
  "a number beyond all": "1e400",
  "minus zero": "-0",
  "a part of a number": "5432.50",
  "a whole number with a point": "5432.0",
  "a port with an exponent": "5.432e3",
};

/** Texts that no value can be. */
const TEXTS: Readonly<Record<string, string>> = {
  "an empty text": "",
  blanks: "  \t ",
  "a line break": "\n",
  "a line break at its end": `${CANARY}\n`,
  "a line break of Windows at its end": `${CANARY}\r\n`,
  "a blank at its end": `${CANARY} `,
  "a blank before it": ` ${CANARY}`,
  "a tab before it": `\t${CANARY}`,
  "a line break in it": `${CANARY}\n${CANARY}`,
  "a NUL": `${CANARY}\0`,
  "an escape": `\u001b[31m${CANARY}`,
  "a delete": `${CANARY}\u007f${CANARY}`,
  "a byte order mark": `\ufeff${CANARY}`,
  "a blank that is not seen": `${CANARY}\u200b`,
  "a no-break space": `${CANARY}\u00a0`,
  "a line separator": `${CANARY}\u2028${CANARY}`,
  "half of a character": `${CANARY}\ud83d`,
  "the character for bytes that are none": `${CANARY}\ufffd`,
  "a whole JSON object": JSON.stringify({ password: CANARY }),
  "a whole JSON list": JSON.stringify([CANARY]),
  CHANGEME: "CHANGEME",
  "change-me": "change-me",
  changeit: "changeit",
  TODO: "TODO",
  "TODO: ...": "TODO: set this",
  TBD: "TBD",
  FIXME: "FIXME",
  "<password>": "<password>",
  "<your password>": "<your password>",
  "[token]": "[token]",
  YOUR_PASSWORD: "YOUR_PASSWORD",
  "your-webhook-url": "your-webhook-url",
  "insert token here": "insert token here",
  "replace-me": "replace-me",
  placeholder: "placeholder",
  __PASSWORD__: "__PASSWORD__",
  "%PASSWORD%": "%PASSWORD%",
  $PASSWORD: "$PASSWORD",
  "${PASSWORD}": "${PASSWORD}",
  "{{ password }}": "{{ password }}",
  "***": "***",
  "x's": "xxxxxxxx",
  "[object Object]": "[object Object]",
  undefined: "undefined",
  "the word null": "null",
};

/** Texts that a kind refuses besides. */
const BY_KIND: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  host: {
    "a port": `${CANARY}.internal:5432`,
    "a scheme": `postgresql://${CANARY}.internal`,
    "a parameter": `${CANARY}.internal?sslmode=disable`,
  },
  port: { "a name": CANARY, "digits with a zero before": "05432", "too many digits": "65536" },
  userName: { "a colon": `${CANARY}:${CANARY}` },
  prometheusUserName: { "a variable in it": `${CANARY}$(HOME)` },
  databaseUser: { "too many bytes": CANARY.repeat(5) },
  prometheusText: { "a variable in it": `${CANARY}$(HOME)` },
  bearerToken: { "a letter beyond ASCII": `${CANARY}é` },
  grafanaText: { "a variable in it": `${CANARY}\${HOME}`, "a reference to a key": `%(${CANARY})s` },
  slackWebhook: {
    "no scheme": `hooks.slack.com/services/T0/B0/${CANARY}`,
    "no encryption": `http://hooks.slack.com/services/T0/B0/${CANARY}`,
    "a trigger of a workflow": `https://hooks.slack.com/triggers/T0/1/${CANARY}`,
    "a trigger like a webhook": `https://hooks.slack.com/triggers/T0/B0/${CANARY}`,
    "a workflow": `https://hooks.slack.com/workflows/T0/A0/1/${CANARY}`,
    "no token": "https://hooks.slack.com/services/T0/B0/",
    "the token of the documentation": "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
    "the address of a channel": `https://qualisys.slack.com/archives/${CANARY}`,
    "the address of the API": `https://slack.com/api/chat.postMessage?token=${CANARY}`,
    "a parameter": `https://hooks.slack.com/services/T0/B0/${CANARY}?x=1`,
    "a token of a bot": `xoxb-${CANARY}`,
    "a blank in it": `https://hooks.slack.com/services/T0/B0/${CANARY} ${CANARY}`,
    "quotes around it": `"https://hooks.slack.com/services/T0/B0/${CANARY}"`,
  },
  postAddress: {
    "no scheme": `hc.internal/${CANARY}`,
    "another scheme": `ftp://hc.internal/${CANARY}`,
    "no encryption": `http://hc.qualisys.io/${CANARY}`,
    "a template": `https://hc.internal/{{ ${CANARY} }}`,
    "a fragment": `https://hc.internal/x#${CANARY}`,
  },
};

/** One wrong secret. */
export interface WrongSecret {
  readonly what: string;
  readonly text: string;
}

/** Every wrong secret that one value of a use makes, all else of it being right. */
export function wrongSecrets(
  use: SecretUse,
  field: AskedField,
  right: (kind: AskedField["kind"]) => string,
): readonly WrongSecret[] {
  const texts = { ...TEXTS, ...BY_KIND[field.kind] };
  if (field.key === undefined) return Object.entries(texts).map(([what, text]) => ({ what, text }));
  const { key } = field;
  const others = use.fields
    .filter((other) => other.key !== undefined && other.key !== key)
    .map((other) => `${JSON.stringify(other.key)}: ${JSON.stringify(right(other.kind))}`);
  const withMembers = (...members: readonly string[]) => `{${[...others, ...members].join(", ")}}`;
  const name = JSON.stringify(key);
  // A number may be a port: those that are none are among the texts.
  const literals = {
    ...OF_ANOTHER_TYPE,
    ...NUMBERS,
    ...Object.fromEntries(Object.entries(texts).map(([what, text]) => [`${what} as text`, JSON.stringify(text)])),
  };
  const value = JSON.stringify(right(field.kind));
  return [
    ...Object.entries(literals).map(([what, literal]) => ({ what, text: withMembers(`${name}: ${literal}`) })),
    ...(field.optional ? [] : [{ what: "nothing", text: withMembers() }]),
    { what: "another value before it", text: withMembers(`${name}: "${CANARY}"`, `${name}: ${value}`) },
    { what: "the same value twice", text: withMembers(`${name}: ${value}`, `${name}: ${value}`) },
    {
      what: "another value in escaped letters",
      text: withMembers(
        `${name}: ${value}`,
        `"\\u${key.charCodeAt(0).toString(16).padStart(4, "0")}${key.slice(1)}": "${CANARY}"`,
      ),
    },
  ];
}

/** Whole texts that are no JSON object where one is asked. */
export const NO_OBJECTS: readonly WrongSecret[] = [
  { what: "nothing", text: "" },
  { what: "blanks", text: " \n" },
  { what: "a text", text: CANARY },
  { what: "a text of JSON", text: JSON.stringify(CANARY) },
  { what: "an object in a text of JSON", text: JSON.stringify(JSON.stringify({ password: CANARY })) },
  { what: "a list", text: `[{"password": "${CANARY}"}]` },
  { what: "null", text: "null" },
  { what: "half of an object", text: `{"password": "${CANARY}` },
  { what: "a comma too many", text: `{"password": "${CANARY}",}` },
  { what: "single quotes", text: `{'password': '${CANARY}'}` },
  { what: "YAML", text: `password: ${CANARY}` },
  { what: "a comment", text: `{"password": "${CANARY}"} // ${CANARY}` },
  { what: "a byte order mark before it", text: `\ufeff{"password": "${CANARY}"}` },
  { what: "NaN", text: `{"password": NaN, "x": "${CANARY}"}` },
  { what: "two objects", text: `{"password": "${CANARY}"}{}` },
];
