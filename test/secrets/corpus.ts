/** Texts with a secret in them, of every form recognised by its shape, and texts that only look alike. */

/** A part of each secret that no output may repeat. */
export const CANARY = "c4n4ry5e1f0c";

const HEX = `${CANARY.replaceAll(/[^0-9a-f]/g, "0")}${"0123456789abcdef".repeat(4)}`;
const LONG = `${CANARY}${"A1b2C3d4".repeat(8)}`;
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** Addresses with a password in them. */
const addresses: Readonly<Record<string, string>> = {
  "of PostgreSQL": `postgres://grafana:${CANARY}@db/grafana`,
  "of PostgreSQL, with parameters": `postgresql://grafana:${CANARY}@db.internal:5432/grafana?sslmode=verify-full`,
  "of MySQL": `mysql://grafana:${CANARY}@db:3306/grafana`,
  "of MySQL, as Go has it": `grafana:${CANARY}@tcp(db:3306)/grafana`,
  "of MongoDB": `mongodb+srv://app:${CANARY}@cluster0.example.net/?retryWrites=true`,
  "without a user": `redis://:${CANARY}@cache:6379`,
  "without a user, over TLS": `rediss://:${CANARY}@cache`,
  "of a message broker": `amqps://user:${CANARY}@mq:5671/vhost`,
  "of a page": `https://admin:${CANARY}@grafana.example.org/api`,
  "of a proxy, in capitals": `HTTP://Proxy:${CANARY}@proxy:3128`,
  "of an SMTP server": `smtps://mailer:${CANARY}@mail.example.org:465`,
  "with a password that begins with a dollar": `postgres://grafana:$${CANARY}@db/grafana`,
  "with a password that begins with two dollars": `postgres://grafana:$$${CANARY}@db/grafana`,
  "with a password that begins with a brace": `postgres://grafana:{${CANARY}@db/grafana`,
  "with a password that begins with a bracket": `postgres://grafana:<${CANARY}@db/grafana`,
  "with a password that begins with a star": `postgres://grafana:*${CANARY}@db/grafana`,
  "with a password that looks like a variable and is none": `postgres://grafana:$(${CANARY}@db/grafana`,
  "with a reference and more": `postgres://grafana:\${PASSWORD}${CANARY}@db/grafana`,
  "with an at sign in the password": `postgres://grafana:p@${CANARY}@db/grafana`,
  "with a slash in the password": `postgres://grafana:p/${CANARY}@db/grafana`,
  "with a colon in the password": `postgres://grafana:p:${CANARY}@db/grafana`,
  "with quotes in the password": `postgres://grafana:p"'${CANARY}@db/grafana`,
  "with a blank in the password": `postgres://grafana:p ${CANARY}@db/grafana`,
  "with a percent sign in the password": `postgres://grafana:%24${CANARY}@db/grafana`,
  "with digits first, as a port has": `redis://u:6379${CANARY}@cache`,
  "in the middle of a text": `connects to postgres://grafana:${CANARY}@db/grafana at its start`,
  "in JSON": JSON.stringify({ url: `postgres://grafana:${CANARY}@db/grafana` }),
  "in JSON with escaped slashes": `{"url":"postgres:\\/\\/grafana:${CANARY}@db\\/grafana"}`,
  "after another address": `redis://cache:6379,redis://:${CANARY}@other:6379`,
  "as a parameter": `postgresql://db/grafana?user=grafana&password=${CANARY}`,
  "as a parameter of JDBC": `jdbc:postgresql://db/grafana?user=grafana&password=${CANARY}`,
  "as a parameter of JDBC for SQL Server": `jdbc:sqlserver://db;databaseName=x;user=sa;password=${CANARY};encrypt=true`,
  "as a token in the user's place": `https://${CANARY}0123456789abcdef@o1.ingest.example.io/2`,
  "as an access token": `https://api.example.org/v1?access_token=${CANARY}`,
  "as a signature": `https://bucket.s3.example.org/key?X-Amz-Signature=${CANARY}`,
  "in base64": base64(`postgres://grafana:${CANARY}@db/grafana`),
  "percent-encoded": encodeURIComponent(`postgres://grafana:${CANARY}@db/grafana`),
};

/** Arguments, variables and lines that carry a password. */
const settings: Readonly<Record<string, string>> = {
  "an argument": `--x.password=${CANARY}`,
  "an argument whose value is the next word": `--redis.password ${CANARY}`,
  "an argument whose value begins with a dollar": `--x.password=$${CANARY}`,
  "an argument in quotes": `--x.password="${CANARY} and more"`,
  "an argument of one dash": `-password=${CANARY}`,
  "an argument with a token": `--auth-token=${CANARY}`,
  "an argument in a command line": `exec exporter --web.listen-address=:9187 --db.passwd=${CANARY} --verbose`,
  "a variable": `PGPASSWORD=${CANARY}`,
  "a variable in a command line": `sh -c "REDIS_PASSWORD=${CANARY} redis-cli ping"`,
  "a connection string": `host=db user=grafana password=${CANARY} sslmode=verify-full`,
  "a connection string of Redis": `addr=cache:6379,pool_size=100,password=${CANARY},db=0`,
  "a connection string of Azure": `DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${CANARY}${"Ab0".repeat(8)}==;EndpointSuffix=core.windows.net`,
  "a line of YAML": `user: reader\npassword: ${CANARY}\n`,
  "a line of YAML in quotes": `user: reader\n"password": "${CANARY}"\n`,
  "a line of YAML that begins with a dollar": `user: reader\npassword: $${CANARY}\n`,
  "a block of YAML": `user: reader\npassword: |\n  ${CANARY}\n`,
  "YAML in one line": `{ user: reader, password: ${CANARY} }`,
  "credentials below authorization": `authorization:\n  type: Bearer\n  credentials: ${CANARY}\n`,
  "credentials below authorization, in a list": `scrape_configs:\n  - job_name: x\n    authorization: { credentials: ${CANARY} }\n`,
  "a token of a scrape": `scrape_configs:\n  - job_name: x\n    bearer_token: ${CANARY}\n`,
  "a password of a scrape": `scrape_configs:\n  - job_name: x\n    basic_auth: { username: u, password: ${CANARY} }\n`,
  "a line of an INI file": `[database]\ntype = postgres\npassword = ${CANARY}\n`,
  "a line of an INI file with three quotes": `[database]\npassword = """${CANARY}"""\n`,
  "an address in an INI file": `[database]\nurl = postgres://grafana:${CANARY}@db/grafana\n`,
  "JSON": JSON.stringify({ user: "reader", password: CANARY }),
  "JSON within JSON": JSON.stringify({ text: JSON.stringify({ user: "reader", client_secret: CANARY }) }),
  "JSON with a number": `{"user":"reader","password":1234${CANARY.replaceAll(/\D/g, "")}}`,
  "JSON of several lines": JSON.stringify({ user: "reader", apiKey: CANARY }, undefined, 2),
  "an export of a shell": `#!/bin/sh\nexport DB_PASSWORD='${CANARY}'\nexec run\n`,
  "a header with a token": `Authorization: Bearer ${LONG}`,
  "a header's value": `Bearer ${CANARY}`,
  "a header with user and password": `Authorization: Basic ${base64(`user:${CANARY}`)}`,
  "a header's value with user and password": `Basic ${base64(`user:${CANARY}`)}`,
  "a file of users": `admin:$apr1$${CANARY}$abcdefgh\n`,
  "the hash of a password": `$2y$10$${CANARY}0123456789`,
};

/** Addresses that are secrets themselves. */
const webhooks: Readonly<Record<string, string>> = {
  "Slack": `https://hooks.slack.com/services/T0/B0/${CANARY}`,
  "Slack's workflows": `https://hooks.slack.com/workflows/T0/A0/1/${CANARY}`,
  "Slack for governments": `https://hooks.slack-gov.com/services/T0/B0/${CANARY}`,
  "Discord": `https://discord.com/api/webhooks/123456789012345678/${CANARY}`,
  "Discord under its old name": `https://discordapp.com/api/webhooks/123456789012345678/${CANARY}`,
  "Discord with a version": `https://ptb.discord.com/api/v10/webhooks/123456789012345678/${CANARY}`,
  "Discord as Slack": `https://discord.com/api/webhooks/123456789012345678/${CANARY}/slack`,
  "Teams": `https://qualisys.webhook.office.com/webhookb2/${CANARY}@tenant/IncomingWebhook/a/b`,
  "Teams' old connector": `https://outlook.office.com/webhook/${CANARY}@tenant/IncomingWebhook/a/b`,
  "Teams' workflows": `https://prod-12.westeurope.logic.azure.com:443/workflows/x/triggers/manual/paths/invoke?api-version=2016-06-01&sig=${CANARY}`,
  "Teams' newer workflows": `https://default0.1.environment.api.powerplatform.com/powerautomate/automations/direct/workflows/x?sig=${CANARY}`,
  "Google Chat": `https://chat.googleapis.com/v1/spaces/AAA/messages?key=x&token=${CANARY}`,
  "Telegram": `https://api.telegram.org/bot${CANARY}/sendMessage`,
  "Webex": `https://webexapis.com/v1/webhooks/incoming/${CANARY}`,
  "Mattermost": `https://chat.example.org/hooks/${CANARY}abcdef`,
  "PagerDuty": `https://events.pagerduty.com/integration/${CANARY}/enqueue`,
  "Splunk On-Call": `https://alert.victorops.com/integrations/generic/20131114/alert/${CANARY}/team`,
  "Healthchecks": `https://hc-ping.com/${CANARY}`,
  "Dead Man's Snitch": `https://nosnch.in/${CANARY}`,
  "Zapier": `https://hooks.zapier.com/hooks/catch/1/${CANARY}`,
  "Feishu": `https://open.feishu.cn/open-apis/bot/v2/hook/${CANARY}`,
  "in capitals": `HTTPS://DISCORD.COM/api/webhooks/1/${CANARY}`,
  "without a scheme": `hooks.slack.com/services/T0/B0/${CANARY}`,
};

/** Tokens that begin as their makers' do. */
const tokens: Readonly<Record<string, string>> = {
  "Slack's bot": `xoxb-123456789012-${CANARY}`,
  "Slack's app": `xapp-1-A0-123456789012-${CANARY}`,
  "GitHub": `ghp_${LONG.slice(0, 36)}`,
  "GitHub, fine-grained": `github_pat_${LONG}`,
  "GitLab": `glpat-${CANARY}-0123456789`,
  "GitLab's runner": `glrt-${CANARY}-0123456789`,
  "Grafana": `glsa_${LONG.slice(0, 32)}_0123abcd`,
  "Grafana, as before": base64(JSON.stringify({ k: LONG, n: "x", id: 1 })),
  "a JSON web token": `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${CANARY}`,
  "Vault": `hvs.${LONG}`,
  "OpenAI": `sk-${LONG}`,
  "Anthropic": `sk-ant-api03-${LONG}`,
  "Stripe": `sk_live_${LONG.slice(0, 24)}`,
  "npm": `npm_${LONG.slice(0, 36)}`,
  "PyPI": `pypi-${LONG}`,
  "Docker": `dckr_pat_${LONG.slice(0, 27)}`,
  "SendGrid": `SG.${LONG.slice(0, 22)}.${LONG.slice(0, 43)}`,
  "Telegram's bot": `123456789:AA${LONG.slice(0, 33)}`,
  "Google's OAuth client": `GOCSPX-${LONG.slice(0, 28)}`,
  "Pulumi": `pul-${HEX.slice(0, 40)}`,
  "DigitalOcean": `dop_v1_${HEX.slice(0, 64)}`,
  "Databricks": `dapi${HEX.slice(0, 32)}`,
  "AWS": "AKIAC4N4RY5E1F0CAAAA",
  "in the middle of a text": `the token is ghp_${LONG.slice(0, 36)}, keep it`,
  "a private key": `-----BEGIN RSA PRIVATE KEY-----\n${LONG}\n-----END RSA PRIVATE KEY-----\n`,
  "a private key without its end": `-----BEGIN PRIVATE KEY-----\n${LONG}\n`,
  "a private key of OpenSSH": `-----BEGIN OPENSSH PRIVATE KEY-----\n${LONG}\n-----END OPENSSH PRIVATE KEY-----`,
  "a private key of PGP": `-----BEGIN PGP PRIVATE KEY BLOCK-----\n${LONG}\n-----END PGP PRIVATE KEY BLOCK-----`,
};

function named(prefix: string, texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${prefix}${name}`, text]));
}

/** Every text with a secret by what it is. */
export const secretTexts: Readonly<Record<string, string>> = {
  ...named("an address with a password ", addresses),
  ...settings,
  ...named("the webhook of ", webhooks),
  ...named("a token: ", tokens),
};

/** Names of settings whose value is a secret, whatever it looks like. */
export const secretNames = [
  "adminPassword", "password", "PASSWORD", "smtp_password", "redis.password", "DB_PASS", "dbPass", "passwd", "passphrase", "bearer_token", "bearerToken", "token", "X-Auth-Token",
  "credentials", "Authorization", "clientSecret", "client_secret", "app_secret", "webhook_secret", "apiKey", "api_key", "x-api-key", "account_key", "private_key", "secret_key", "secretKey",
  "secret_access_key", "encryption_key", "slack_api_url", "webhook_url", "webhookUrl", "routing_key", "service_key", "user_key", "auth_secret",
];

/** Values that are secrets only by the name they stand under. */
export const secretValues: Readonly<Record<string, string | number>> = {
  "a word": CANARY,
  "a word that begins with a dollar": `$${CANARY}`,
  "a word of capitals that begins with a dollar": `$${CANARY.toUpperCase()}`,
  "a word that begins with two dollars": `$$${CANARY}`,
  "a reference and more": `$__env{PASSWORD}${CANARY}`,
  "a variable with a default": `\${PASSWORD:-${CANARY}}`,
  "a word in braces": `{${CANARY}}`,
  "a word with a blank": `correct ${CANARY} battery`,
  "a number": 12345678901,
};

/** Texts that hold no secret, however near they come to one. */
export const harmlessTexts: Readonly<Record<string, string>> = {
  "an address with a port": "https://grafana.qualisys.io:3000/d/abc",
  "an address with a port and an at sign later": "http://prometheus:9090/graph?g0.expr=up@end",
  "an address with a user": "ssh://git@github.com/qualisys/monitoring",
  "two addresses": "http://a:80/x,http://b:81/y",
  "addresses in JSON without blanks": '{"url":"http://prometheus:9090","mail":"team@qualisys.io"}',
  "an image with its registry's port": "registry.qualisys.internal:5000/mirror/grafana@sha256:0123456789abcdef",
  "an address with a variable of Kubernetes": "postgresql://reader:$(PASSWORD)@db:5432/app",
  "an address with a variable of a shell": "redis://:${REDIS_PASSWORD}@cache:6379",
  "an address with Grafana's expansion": "postgres://grafana:$__env{DB_PASSWORD}@db/grafana?application_name=a@b",
  "an address with a hidden password": "postgres://grafana:xxxxx@db/grafana",
  "an address with a placeholder": "postgres://grafana:<password>@db/grafana",
  "an argument with a variable": "--redis.password=$(PASSWORD)",
  "the file of a password as an argument": "--redis.password-file=/secrets/password",
  "a switch about passwords": "--disable-password=true",
  "a text about tokens": "description: The token of the service is about to expire\n",
  "a text about basic authentication": "Basic authentication is off",
  "a title": "Bearer tokens",
  "a file's name in YAML": "user: reader\npassword_file: /secrets/password\n",
  "a reference in YAML": "user: reader\npassword: $__file{/secrets/password}\n",
  "a password that is not set": "user: reader\npassword:\nurl: http://db\n",
  "a password that is off": 'user: reader\npassword: ""\ntoken: null\n',
  "a map below a name of secrets": "authorization:\n  type: Bearer\n  credentials_file: /secrets/token\n",
  "the reference of a Secret in YAML": "authorization:\n  credentials:\n    name: amp\n    key: token\n",
  "a query with a label": 'sum by (namespace) (rate(http_requests_total{route!~"/(metrics|token)"}[5m]))',
  "a certificate": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
  "an ARN": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:qualisys/staging/postgres-AbCdEf",
  "the name of a secret": "qualisys/staging/postgres",
  "a hash": "sha256:42cfe3723a5f058171c627537fb57a3ea0f26e4380fa18555a95cb1a1b4cfc5b",
  "a mail address": "ada@qualisys.io",
  "a time": "2026-11-29T08:00:00Z",
  "an address of Slack's own": "https://qualisys.slack.com/archives/C01234567",
  "an address of Discord's pages": "https://discord.com/channels/1/2",
};

/** References that may stand under the name of a secret. */
export const references = ["$__env{CLIENT_SECRET}", "$__file{/etc/secrets/client}", "$__vault{kv/grafana:password}", "${CLIENT_SECRET}", "$(PASSWORD)", "", "[secret]"];
