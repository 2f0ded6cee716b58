/** Long-term stores with each way to prove who writes. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { z } from "zod";
import { PROMETHEUS_NAME } from "../../../components/kube-prometheus-stack/addresses";
import { ensureTools } from "../../../sandbox/tools";
import { findObject } from "../snapshot";
import type { Seen, Variant } from "./variant";

const ROLE = "arn:aws:iam::111122223333:role/prometheus";
const WRITER = "arn:aws:iam::444455556666:role/writer";

const stores = [
  {
    name: "amp",
    url: "https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write",
    sigv4: { region: "eu-central-1", roleArn: WRITER },
  },
  {
    name: "cloud",
    url: "https://prometheus.example.net/push",
    basicAuth: {
      username: { secret: "variant/cloud", key: "user" },
      password: { secret: "variant/cloud", key: "password" },
    },
  },
  {
    name: "mimir",
    url: "https://mimir.example.net/api/v1/push",
    bearerToken: { secret: "variant/mimir" },
    headers: { "X-Scope-OrgID": "qualisys" },
  },
];

const configurationSchema = z.object({
  global: z.object({ external_labels: z.record(z.string(), z.string()) }),
  alerting: z.object({
    alert_relabel_configs: z.array(z.looseObject({ action: z.string(), regex: z.string().optional() })),
  }),
  remote_write: z.array(z.looseObject({ name: z.string(), url: z.string() })),
});

function configurationOf({ prometheus }: Seen) {
  return configurationSchema.parse(parse(prometheus));
}

/** Amazon's with SigV4 and a role, one with user and password, one with a token and a tenant. */
export const storeVariants: Readonly<Record<string, Variant>> = {
  "long-term stores": {
    keys: ({ prometheus }) => ({ prometheus: { ...prometheus, roleArn: ROLE, remoteWrite: stores } }),
    checks: {
      "has them in the operator's configuration, each with its credentials": (seen) => {
        const { canaries } = seen.stack;
        const found = configurationOf(seen).remote_write.map(
          ({ name, url, sigv4, basic_auth, authorization, headers }) =>
            JSON.parse(JSON.stringify({ name, url, sigv4, basic_auth, authorization, headers })) as unknown,
        );
        const [amp, cloud, mimir] = stores.map(({ name, url }) => ({ name, url }));
        assert.deepEqual(found, [
          { ...amp, sigv4: { region: "eu-central-1", role_arn: WRITER } },
          {
            ...cloud,
            basic_auth: { username: canaries["variant/cloud user"], password: canaries["variant/cloud password"] },
          },
          {
            ...mimir,
            authorization: { type: "Bearer", credentials: canaries["variant/mimir"] },
            headers: { "X-Scope-OrgID": "qualisys" },
          },
        ]);
      },
      "distinguishes replicas by the label that the stores look for, and takes it from alerts": (seen) => {
        const { global, alerting } = configurationOf(seen);
        assert.equal(global.external_labels["__replica__"], "$(POD_NAME)");
        assert.equal(global.external_labels["cluster"], seen.stack.config.cluster);
        assert.ok(
          alerting.alert_relabel_configs.some(
            ({ action, regex }) => action === "labeldrop" && new RegExp(`^(${regex})$`).test("__replica__"),
          ),
        );
      },
      "gives the servers their IAM role": ({ objects, stack }) => {
        const account = findObject(objects, "ServiceAccount", stack.config.namespace.name, PROMETHEUS_NAME);
        assert.equal(account?.metadata?.annotations?.["eks.amazonaws.com/role-arn"], ROLE);
      },
      "is a configuration that promtool accepts": async ({ prometheus }) => {
        const tools = await ensureTools(["promtool"]);
        const folder = await mkdtemp(join(tmpdir(), "stores-"));
        const file = join(folder, "prometheus.yaml");
        await writeFile(file, prometheus);
        await promisify(execFile)(tools.path("promtool"), ["check", "config", "--syntax-only", file]).catch(
          (error: { stdout: string; stderr: string }) => assert.fail(`${error.stdout}${error.stderr}`),
        );
        await rm(folder, { recursive: true });
      },
    },
  },
};
