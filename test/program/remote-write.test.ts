import assert from "node:assert/strict";
import { chartValues } from "../../components/kube-prometheus-stack/values";
import { secretUses } from "../../config/secret-uses";
import { configWith } from "./config.fixture";

const amp = {
  name: "amp",
  url: "https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write",
  sigv4: { region: "eu-central-1" },
};
const cloud = {
  name: "cloud",
  url: "https://prometheus.example.net/api/prom/push",
  basicAuth: { username: { secret: "cloud", key: "user" }, password: { secret: "cloud", key: "token" } },
};
const mimir = {
  name: "mimir",
  url: "https://mimir.example.net/api/v1/push",
  bearerToken: { secret: "mimir" },
  headers: { "X-Scope-OrgID": "qualisys" },
};

function prometheusWith(prometheus: object) {
  return chartValues(configWith({ prometheus })).prometheus ?? {};
}

function storeOf(remoteWrite: object): unknown {
  return prometheusWith({ remoteWrite: [remoteWrite] }).prometheusSpec?.remoteWrite?.[0];
}

describe("a long-term store", () => {
  it("is written to with requests signed for AWS, by the service account's role or another one", () => {
    assert.deepEqual(storeOf(amp), { name: "amp", url: amp.url, sigv4: { region: "eu-central-1" } });
    const sigv4 = { region: "eu-central-1", roleArn: "arn:aws:iam::111122223333:role/writer" };
    assert.deepEqual(storeOf({ ...amp, sigv4 }), { name: "amp", url: amp.url, sigv4 });
  });

  it("gets user and password from a Secret of its own", () => {
    assert.deepEqual(storeOf(cloud), {
      name: "cloud",
      url: cloud.url,
      basicAuth: {
        username: { name: "remote-write-cloud", key: "username" },
        password: { name: "remote-write-cloud", key: "password" },
      },
    });
  });

  it("gets a token from a Secret of its own, and the stack's headers", () => {
    assert.deepEqual(storeOf(mimir), {
      name: "mimir",
      url: mimir.url,
      headers: { "X-Scope-OrgID": "qualisys" },
      authorization: { type: "Bearer", credentials: { name: "remote-write-mimir", key: "token" } },
    });
  });

  it("can distinguish replicas by the label that Amazon and Mimir look for", () => {
    assert.equal(prometheusWith({ remoteWrite: [amp] }).prometheusSpec?.replicaExternalLabelName, "__replica__");
    assert.equal(prometheusWith({}).prometheusSpec?.replicaExternalLabelName, undefined);
  });

  it("is one of several", () =>
    assert.equal(prometheusWith({ remoteWrite: [amp, cloud, mimir] }).prometheusSpec?.remoteWrite?.length, 3));

  it("demands its secrets, by the key of the stack file", () => {
    const uses = secretUses(configWith({ prometheus: { remoteWrite: [amp, cloud, mimir] } })).filter(
      ({ id }) => id === "cloud" || id === "mimir",
    );
    assert.deepEqual(
      uses.map(({ id, keys, usedBy }) => ({ id, keys, usedBy })),
      [
        {
          id: "cloud",
          keys: ["token", "user"],
          usedBy: [
            "monitoring:prometheus.remoteWrite[1].basicAuth.username",
            "monitoring:prometheus.remoteWrite[1].basicAuth.password",
          ],
        },
        { id: "mimir", keys: [], usedBy: ["monitoring:prometheus.remoteWrite[2].bearerToken"] },
      ],
    );
  });
});

describe("Prometheus' IAM role", () => {
  it("is an annotation of its service account", () => {
    const roleArn = "arn:aws:iam::111122223333:role/prometheus";
    assert.deepEqual(prometheusWith({ roleArn }).serviceAccount?.annotations, {
      "eks.amazonaws.com/role-arn": roleArn,
    });
    assert.equal(prometheusWith({}).serviceAccount, undefined);
  });
});
