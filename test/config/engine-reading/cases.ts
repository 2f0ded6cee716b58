/** Scalars and files that readers of YAML disagree about. */

/** Plain, quoted and tagged scalars that the engine takes. */
export const SCALARS = [
  // Whole numbers in every base, with underscores and signs.
  ..."0777 0o17 0x1F 0X1f 0b101 0B1 0O7 1_000 1__0 1_ 0_7 0x_1F 0x1_F 0_x1F 00 0 -0 +12 08 09 -0x1F +0x1F -0o17 -0b1 +0b1 0b-1 0o+7".split(
    " ",
  ),
  // What looks like one and is none.
  ..."_1 0x 0b 0o8 0x1p4 0b2 --1 +-1 1-2 1,000 10% 1.2.3 ._5 .. 12:30:45 190:20:30 4:30 1e 0xg".split(" "),
  // Too large for 63, 64 and 53 bits.
  ..."9007199254740993 9223372036854775807 9223372036854775808 18446744073709551615 18446744073709551616".split(" "),
  ..."-9223372036854775808 -9223372036854775809 +18446744073709551615 123456789012345678901234567890 0xFFFFFFFFFFFFFFFFFF".split(
    " ",
  ),
  // Fractions and exponents.
  ..."1e3 1e6 1E6 1.0 1.50 -0.0 +1.5 .5 5. 0.1 0.1e1 1e21 1e20 1e-7 5e-324 1.7976931348623157e308 .5e1 -.5 -.5e3 1.e3 1._5".split(
    " ",
  ),
  ..."1_0.5 1_e3 0.30000000000000004 1234567.0 100000.0 123456789.123 000.5 01.5 1.5e+3 0e0 1e400 -1e400 2e308".split(
    " ",
  ),
  // Nothing, and booleans.
  ..."~ null Null NULL true True TRUE tRue false False yes no on off y n Yes nan Inf infinity inf NaN".split(" "),
  "",
  // Dates.
  "2024-01-01",
  "2024-1-2",
  "2024-13-01",
  "2023-02-29",
  "2024-02-29",
  "2024-01-01T00:00:00Z",
  "2024-01-01T10:00:00",
  "2024-01-01 10:00:00",
  "2024-01-01 1:2:3",
  "2024-01-01 24:00:00",
  "2024-01-01  10:00:00.1234567891",
  "2001-12-14t21:59:43.10-05:00",
  "2001-12-14 21:59:43.10 -5",
  "2024-01-01T10:00:00+05:30",
  "0001-01-01",
  // Tags and quotes.
  "!!str 123",
  '!!int "123"',
  "!!int 0x10",
  "!!float 1",
  "!!float '3.5'",
  "!!bool true",
  "!!null ''",
  "!!binary aGVsbG8=",
  "!!str",
  "!!str ~",
  "!!str 2024-01-01",
  "!!timestamp 2024-01-01",
  '!!timestamp "2024-01-01"',
  "!foo bar",
  "!",
  '"0777"',
  "'yes'",
  '"1e6"',
  "'2024-01-01'",
  '"a\\tb\\u00e9\\x41\\U0001F600"',
  "'it''s'",
  "=",
  "<>&",
  "#alerts",
  "a #comment",
  "a#b",
  "-a",
  "?a",
  ":a",
  "a:b",
  "größe",
] as const;

/** Keys within a map. */
export const KEYS =
  "a 1 0x10 1.50 1.0 1e7 1e-5 1234567.5 true False yes ~ 2024-01-01 0777 1_0 12:30 18446744073709551616 !!str 'q' \"w\""
    .split(" ")
    .filter((key) => key !== "!!str");

/** Whole files that both read alike. */
export const FILES: Readonly<Record<string, string>> = {
  "nothing at all": "",
  "null alone": "null\n",
  "a comment alone": "# nothing\n",
  "an empty config": "config:\n",
  "a mark in front": "\ufeffconfig: { monitoring:x: 1 }\n",
  "line ends of Windows": "config:\r\n  monitoring:x: 1\r\n  monitoring:y: |\r\n    a\r\n    b\r\n",
  "marks of a document": "---\nconfig: { monitoring:x: 1 }\n...\n",
  "its own version": "%YAML 1.1\n---\nconfig: { monitoring:x: 1:30 }\n",
  "keys without a namespace, and in the old form":
    "config: { cluster: a, monitoring:config:other: b, aws:region: c }\n",
  "keys with dots and brackets": "config: { monitoring:a.b: 1, 'monitoring:c[0]': 2 }\n",
  "merged maps":
    "x: &x { a: 1, b: 2 }\ny: &y { b: 3, c: 4 }\nconfig:\n  monitoring:a: { <<: *x, b: 9 }\n  monitoring:b: { b: 9, <<: *x }\n  monitoring:c: { <<: [*x, *y] }\n  monitoring:d: { <<: [*y, *x] }\n  monitoring:e: { <<: { q: 1 } }\n  monitoring:f: { '<<': *x }\n  monitoring:g: [{ <<: *y, d: 5 }]\n",
  "keys that are merged into the configuration":
    "x: &x { monitoring:a: 1, monitoring:b: 2 }\nconfig:\n  <<: *x\n  monitoring:b: 3\n",
  "merged maps that merge themselves":
    "x: &x { a: 1, b: 1 }\ny: &y { <<: *x, b: 2, c: 2 }\nconfig:\n  monitoring:a: { <<: *y, c: 3 }\n",
  "anchors that are set again": "config:\n  monitoring:x: &b 1\n  monitoring:y: &b 2\n  monitoring:z: *b\n",
  "texts of several lines":
    'config:\n  monitoring:a: one\n    two\n\n    three\n  monitoring:b: |\n    one\n     two\n\n  monitoring:c: >-\n    one\n    two\n\n    three\n  monitoring:d: |+\n    one\n\n  monitoring:e: "one\\\n    two\n    three"\n',
  "lists and maps in one line":
    'config:\n  monitoring:a: {a:1, b: c:d, "e":1, \'f\': g}\n  monitoring:b: [a, b, ]\n  monitoring:c: [a: 1, b]\n  monitoring:d: [ {}, [], "", ~ ]\n  monitoring:e: [a#b, c #d\n   ]\n',
  "lists that are not indented": "config:\n  monitoring:x:\n  - a\n  - b: 1\n    c: 2\n",
  "keys with question marks": "config:\n  monitoring:x:\n    ? a\n    : b\n    ? c\n",
  "tabs between": "config:\n  monitoring:x:\t1\n  monitoring:y: 1\t\n",
  "tags of lists and maps":
    "config:\n  monitoring:x: !!map { a: 1 }\n  monitoring:y: !!seq [1]\n  monitoring:z: !foo { a: !bar 1 }\n",
  "JSON in a text": 'config:\n  monitoring:x: \'{"a": 1e2, "b":"<>&"}\'\n',
  "signs of HTML, and keys in no order": "config:\n  monitoring:x: { b: '<>&', B: 1, a1: 2, A: 3, é: 4, z: 5 }\n",
  "JSON for YAML": '{"config":{"monitoring:x":{"a":[1,2.50,true,null,"b"]}}}',
  "something encrypted that is none": "config:\n  monitoring:x: { secure: 5 }\n  monitoring:y: { secure: a, b: c }\n",
  "settings that nobody reads": "conifg_: { monitoring:x: 1 }\nconfig: { monitoring:x: 2 }\n",
};

/** Files that neither reads. */
export const REFUSED: Readonly<Record<string, string | Buffer>> = {
  "a list": "- a\n",
  "a text": "hello\n",
  "a list of keys": "config:\n  - a\n",
  "a text for a config": "config: hello\n",
  "a key that is a number": "config: { 1: a, monitoring:x: b }\n",
  "a key with three parts": "config: { 'a:b:c': a }\n",
  "a key twice": "config:\n  monitoring:x: 1\n  monitoring:x: 2\n",
  "a key twice, in quotes": "config:\n  monitoring:x: { a: 1, 'a': 2 }\n",
  "a key twice, as a number and a text": "config:\n  monitoring:x: { 1: 1, '1': 2 }\n",
  "two merges": "x: &x { a: 1 }\nconfig:\n  monitoring:x:\n    <<: *x\n    <<: *x\n",
  "a number that is merged": "config:\n  monitoring:x: { <<: 3 }\n",
  "nothing that is merged": "config:\n  monitoring:x: { <<: }\n",
  "a list that is merged": "config:\n  monitoring:x: { <<: [1] }\n",
  infinity: "config:\n  monitoring:x: .inf\n",
  "infinity below zero, in a list": "config:\n  monitoring:x: [-.Inf]\n",
  "no number": "config:\n  monitoring:x: { a: .nan }\n",
  "a tab for an indentation": "config:\n\tmonitoring:x: 1\n",
  "another encoding": Buffer.from("config: { monitoring:x: \u00e9 }\n", "latin1"),
  "a control character": "config: { monitoring:x: a\u0007b }\n",
  "a program": Buffer.from([0x7f, 0x45, 0x4c, 0x46, 1, 2, 3, 255]),
  "a newer version": "%YAML 1.2\n---\nconfig: { monitoring:x: 010 }\n",
  "a list for a key": "config:\n  monitoring:x:\n    ? [a]\n    : b\n",
  "a key that is missing": "config:\n  monitoring:x: { : b }\n",
  "an anchor that holds itself": "config:\n  monitoring:x: &a [ *a ]\n",
  "an anchor that is not set": "config:\n  monitoring:x: *b\n",
  "an anchor that is set later": "config:\n  monitoring:x: *b\n  monitoring:y: &b 1\n",
  "a value that begins with an at sign": "config: { monitoring:x: @a }\n",
  "a value that begins with a backtick": "config: { monitoring:x: `a` }\n",
  "a value that begins with a per cent sign": "config:\n  monitoring:x: %a\n",
  "a colon and a space in a value": "config:\n  monitoring:x: a: b\n",
  "a star alone": "config:\n  monitoring:x: *\n",
  "something after a quote": 'config:\n  monitoring:x: "a" b\n',
  "an indentation that jumps back": "config:\n  monitoring:x:\n      a: 1\n    b: 2\n",
  "an indentation that is less than its neighbours'": "config:\n    monitoring:x: 1\n  monitoring:y: 2\n",
  "a list that is not closed": "config: {monitoring:x: [1\n",
  "two commas": "config:\n  monitoring:x: [a, , b]\n",
  "an escape that nobody knows": 'config:\n  monitoring:x: "\\q"\n',
  "a tag that does not fit": "config:\n  monitoring:x: !!int abc\n",
  "a boolean of YAML 1.1 by its tag": "config:\n  monitoring:x: !!bool yes\n",
  "no base64": "config:\n  monitoring:x: !!binary '%%%'\n",
  "a tag that nobody declared": "config:\n  monitoring:x: !e!foo a\n",
  "aliases of aliases": `${["a: &a [x,x,x,x,x,x,x,x,x,x]", ..."bcdef".split("").map((name, index) => `${name}: &${name} [${Array.from({ length: 10 }, () => `*${"abcde"[index]}`).join(",")}]`)].join("\n")}\nconfig:\n  monitoring:x: *f\n`,
  "values of an environment": "environment: [ prod ]\nconfig: { monitoring:x: 1 }\n",
};

/** What `Pulumi.yaml` may declare, and how a stack without a value of its own gets it. */
export const DECLARED = `
  cluster: from-project
  monitoring:replicas: 2
  monitoring:octal: 0777
  monitoring:day: { default: 2024-01-01 }
  monitoring:fraction: { type: string, default: "1.50" }
  monitoring:real: { default: 1.5 }
  monitoring:huge: { default: 18446744073709551615 }
  monitoring:list: [1, 0x10, yes]
  monitoring:typed: { type: array, items: { type: integer }, default: [1, 2] }
  monitoring:map: { type: object, default: { b: 1, a: [~, 010] } }
  monitoring:flag: { type: boolean, default: true }
  monitoring:value: { value: 5 }
  monitoring:given: { type: integer, default: 1 }
  monitoring:optional: { description: "declared only", default: "" }
  aws:region: eu-central-1
  aws:maxRetries: { value: 3 }
`;

/** Declarations, and stacks that do not meet them. */
export const NOT_MET: Readonly<Record<string, readonly [declared: string, stack: string]>> = {
  "a key that every stack must have": ["monitoring:must: { type: string }", ""],
  "a number where the type is boolean": ["monitoring:x: { type: boolean, default: true }", "monitoring:x: 5"],
  "a text where the type is integer": ["monitoring:x: { type: integer, default: 1 }", "monitoring:x: five"],
  "a list of texts where the type is integers": [
    "monitoring:x: { type: array, items: { type: integer }, default: [1] }",
    "monitoring:x: [a]",
  ],
  "a map where the type is string": ["monitoring:x: { type: string, default: a }", "monitoring:x: { a: 1 }"],
  "a secret that is not encrypted": ["monitoring:x: { type: string, secret: true }", "monitoring:x: plain"],
  "a default of another type": ["monitoring:x: { type: boolean, default: 5 }", ""],
  "a default and a value": ["monitoring:x: { default: 1, value: 2 }", ""],
  "a type of another namespace's key": ["aws:region: { type: string, value: a }", ""],
  "a default of another namespace's key": ["aws:region: { default: a }", ""],
  "a list without items": ["monitoring:x: { type: array, default: [1] }", ""],
  "a fraction without more": ["monitoring:x: 1.5", ""],
  "a date without more": ["monitoring:x: 2024-01-01", ""],
  "nothing but a key": ["monitoring:x:", ""],
  "a type that is none": ["monitoring:x: { type: text, default: a }", ""],
};
