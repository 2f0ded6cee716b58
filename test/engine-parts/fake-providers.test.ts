import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckRequest,
  type CheckResponse,
  CreateRequest,
  type CreateResponse,
  DeleteRequest,
  DiffRequest,
  DiffResponse,
  InvokeRequest,
  type InvokeResponse,
  ReadRequest,
  type ReadResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { specialSecretSig, specialSigKey, unwrapRpcSecret } from "@pulumi/pulumi/runtime";
import { writePlugins } from "../../sandbox/engine/executables";
import { KEY_FILE_VARIABLE, SECRETS_FILE_VARIABLE, secretArn } from "../../sandbox/engine/fake-providers/store";
import { temporaryFolder } from "./support";

type Values = Record<string, JavaScriptValue>;

const GET = "aws:secretsmanager/getSecretVersion:getSecretVersion";
const urn = (type: string, name = "it") => `urn:pulumi:dev::project::${type}::${name}`;
const SECRET = urn("aws:secretsmanager/secret:Secret", "grafana");
const VERSION = urn("aws:secretsmanager/secretVersion:SecretVersion");
const PASSWORD = urn("random:index/randomPassword:RandomPassword");

/** A provider process, spoken to as the engine does. */
class Provider {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: ResourceProviderClient,
  ) {}

  static async start(executable: string, env: Record<string, string>): Promise<Provider> {
    const child = spawn(executable, ["127.0.0.1:1"], {
      env: { PATH: process.env["PATH"] ?? "", ...env },
      stdio: ["pipe", "pipe", "ignore"],
    });
    const [port] = await once(child.stdout, "data");
    return new Provider(
      child,
      new ResourceProviderClient(`127.0.0.1:${String(port).trim()}`, credentials.createInsecure()),
    );
  }

  stop(): void {
    this.client.close();
    this.child.kill();
  }

  /** The function's outputs, or the reasons why it refused. */
  async invoke(token: string, args: Values): Promise<{ outputs: Values; reasons: string[] }> {
    const request = new InvokeRequest().setTok(token).setArgs(Struct.fromJavaScript(args));
    const response = await call<InvokeResponse>((done) => this.client.invoke(request, done));
    return {
      outputs: response.getReturn()?.toJavaScript() ?? {},
      reasons: response.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`),
    };
  }

  async check(of: string, olds: Values, news: Values): Promise<{ inputs: Values; reasons: string[] }> {
    const request = new CheckRequest()
      .setUrn(of)
      .setOlds(Struct.fromJavaScript(olds))
      .setNews(Struct.fromJavaScript(news));
    const response = await call<CheckResponse>((done) => this.client.check(request, done));
    return {
      inputs: response.getInputs()?.toJavaScript() ?? {},
      reasons: response.getFailuresList().map((failure) => failure.getReason()),
    };
  }

  /** The properties that force a replacement; undefined where nothing changes. */
  async diff(of: string, olds: Values, news: Values): Promise<string[] | undefined> {
    const request = new DiffRequest()
      .setUrn(of)
      .setOlds(Struct.fromJavaScript(olds))
      .setNews(Struct.fromJavaScript(news));
    const response = await call<DiffResponse>((done) => this.client.diff(request, done));
    return response.getChanges() === DiffResponse.DiffChanges.DIFF_NONE ? undefined : response.getReplacesList();
  }

  async create(of: string, inputs: Values): Promise<{ id: string; outputs: Values }> {
    const request = new CreateRequest().setUrn(of).setProperties(Struct.fromJavaScript(inputs));
    const response = await call<CreateResponse>((done) => this.client.create(request, done));
    return { id: response.getId(), outputs: response.getProperties()?.toJavaScript() ?? {} };
  }

  /** The resource as it is now; undefined where it is gone. */
  async read(of: string, id: string, state: Values): Promise<Values | undefined> {
    const request = new ReadRequest().setUrn(of).setId(id).setProperties(Struct.fromJavaScript(state));
    const response = await call<ReadResponse>((done) => this.client.read(request, done));
    return response.getId() === "" ? undefined : response.getProperties()?.toJavaScript();
  }

  async delete(of: string, id: string, state: Values): Promise<void> {
    const request = new DeleteRequest().setUrn(of).setId(id).setProperties(Struct.fromJavaScript(state));
    await call((done) => this.client.delete(request, done));
  }
}

function call<Response>(
  start: (done: (error: Error | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) =>
    start((error, response) => (error === null ? resolve(response) : reject(error))),
  );
}

function secret(value: string): Values {
  return { [specialSigKey]: specialSecretSig, value };
}

describe("the fake providers", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const bin = join(folder.path, "bin");
  const file = join(folder.path, "secrets.json");
  const keyFile = join(folder.path, "key");
  let aws: Provider;
  let random: Provider;

  before(async () => {
    writeFileSync(keyFile, "a key");
    writePlugins(bin, { path: () => "/bin/false" });
    const env = { [SECRETS_FILE_VARIABLE]: file, [KEY_FILE_VARIABLE]: keyFile };
    aws = await Provider.start(join(bin, "pulumi-resource-aws"), env);
    random = await Provider.start(join(bin, "pulumi-resource-random"), env);
  });
  after(() => {
    aws?.stop();
    random?.stop();
    folder.remove();
  });
  beforeEach(() => store({ text: "a text", json: { username: "u", port: 5432 } }));

  function store(secrets?: unknown): unknown {
    if (secrets !== undefined) writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
    return JSON.parse(readFileSync(file, "utf8"));
  }

  describe("for AWS Secrets Manager, reading a secret", () => {
    it("hands out a text as it is", async () => {
      const { outputs, reasons } = await aws.invoke(GET, { secretId: "text" });
      assert.deepEqual(reasons, []);
      assert.equal(outputs["secretString"], "a text");
      assert.equal(outputs["secretId"], "text");
      assert.equal(outputs["id"], "text|AWSCURRENT");
      assert.equal(outputs["arn"], secretArn("text"));
      assert.deepEqual(outputs["versionStages"], ["AWSCURRENT"]);
    });

    it("hands out a JSON secret as text, numbers included", async () => {
      const { outputs } = await aws.invoke(GET, { secretId: "json" });
      assert.equal(outputs["secretString"], '{"username":"u","port":5432}');
    });

    it("finds by any ARN what the file names, and by name what the file has as ARN", async () => {
      const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:a/b-AbCdEf";
      store({ text: "by name", [arn]: "by ARN" });
      assert.equal(
        (await aws.invoke(GET, { secretId: arn.replace("a/b", "text") })).outputs["secretString"],
        "by name",
      );
      assert.equal((await aws.invoke(GET, { secretId: "a/b" })).outputs["secretString"], "by ARN");
    });

    it("fails on a missing one as AWS does, naming it and the file", async () => {
      const { reasons } = await aws.invoke(GET, { secretId: "no/such" });
      assert.equal(reasons.length, 1);
      assert.match(reasons[0] ?? "", /^secretId: ResourceNotFoundException: .*"no\/such".*secrets\.json/);
    });

    it("takes neither an ARN's suffix nor a part of a name for the name", async () => {
      assert.equal((await aws.invoke(GET, { secretId: "tex" })).reasons.length, 1);
      assert.equal((await aws.invoke(GET, { secretId: "text-AbCdEf" })).reasons.length, 1);
    });

    it("gives another version's id when the value changes, and the same one when it doesn't", async () => {
      const versionOf = async () => (await aws.invoke(GET, { secretId: "text" })).outputs["versionId"];
      const first = await versionOf();
      assert.equal(await versionOf(), first);
      store({ text: "another" });
      assert.notEqual(await versionOf(), first);
    });

    it("refuses versions that it does not keep", async () => {
      assert.match(
        (await aws.invoke(GET, { secretId: "text", versionStage: "AWSPREVIOUS" })).reasons[0] ?? "",
        /only the current version/,
      );
    });

    it("refuses another function, naming it", async () => {
      await assert.rejects(
        aws.invoke("aws:index/getCallerIdentity:getCallerIdentity", {}),
        /no function aws:index\/getCallerIdentity:getCallerIdentity/,
      );
    });

    it("refuses another resource, naming it", async () => {
      await assert.rejects(aws.create(urn("aws:s3/bucket:Bucket"), {}), /no resource aws:s3\/bucket:Bucket/);
    });
  });

  describe("for AWS Secrets Manager, keeping a secret", () => {
    it("creates it without a value, then with one, for its owner's eyes only, and deletes both", async () => {
      const created = await aws.create(SECRET, { name: "made/here", description: "d" });
      assert.equal(created.id, secretArn("made/here"));
      assert.equal(created.outputs["arn"], created.id);
      assert.deepEqual(store(), { text: "a text", json: { username: "u", port: 5432 }, "made/here": null });
      assert.match((await aws.invoke(GET, { secretId: "made/here" })).reasons[0] ?? "", /ResourceNotFoundException/);

      chmodSync(file, 0o644);
      const version = await aws.create(VERSION, { secretId: created.id, secretString: secret("its value") });
      assert.equal((await aws.invoke(GET, { secretId: "made/here" })).outputs["secretString"], "its value");
      assert.equal(
        (await aws.invoke(GET, { secretId: created.id })).outputs["versionId"],
        version.outputs["versionId"],
      );
      assert.ok(version.outputs["secretString"] !== "its value", "the value is not marked secret");

      await aws.delete(VERSION, version.id, version.outputs);
      assert.equal((store() as Values)["made/here"], null);
      await aws.delete(SECRET, created.id, created.outputs);
      assert.deepEqual(Object.keys(store() as Values), ["text", "json"]);
    });

    it("keeps the new value when the version that it replaces is deleted", async () => {
      const { id } = await aws.create(SECRET, { name: "made/here" });
      const first = await aws.create(VERSION, { secretId: id, secretString: secret("first") });
      await aws.create(VERSION, { secretId: id, secretString: secret("second") });
      await aws.delete(VERSION, first.id, first.outputs);
      assert.equal((store() as Values)["made/here"], "second");
    });

    it("takes up one without a value, which a killed run has started", async () => {
      store({ "made/here": null });
      assert.equal((await aws.create(SECRET, { name: "made/here" })).id, secretArn("made/here"));
      assert.deepEqual(store(), { "made/here": null });
    });

    it("refuses to create one that has a value already", async () => {
      await assert.rejects(aws.create(SECRET, { name: "text" }), /ResourceExistsException: .*text/);
      assert.equal((store() as Values)["text"], "a text");
    });

    it("makes up a name once, after the resource", async () => {
      const { inputs } = await aws.check(SECRET, {}, {});
      assert.match(String(inputs["name"]), /^grafana-[0-9a-f]{8}$/);
      assert.deepEqual((await aws.check(SECRET, inputs, {})).inputs, inputs);
    });

    it("sees what changes, and what cannot change in place", async () => {
      const olds = { name: "n", description: "d", arn: "computed" };
      assert.equal(await aws.diff(SECRET, olds, { name: "n", description: "d" }), undefined);
      assert.deepEqual(await aws.diff(SECRET, olds, { name: "n", description: "e" }), []);
      assert.deepEqual(await aws.diff(SECRET, olds, { name: "m", description: "d" }), ["name"]);
      assert.equal(
        await aws.diff(VERSION, { secretId: "n", secretString: secret("v") }, { secretId: "n", secretString: "v" }),
        undefined,
      );
      assert.deepEqual(
        await aws.diff(
          VERSION,
          { secretId: "n", secretString: secret("v") },
          { secretId: "n", secretString: secret("w") },
        ),
        ["secretString"],
      );
    });

    it("reads back what is there, and notices what is gone", async () => {
      const { id, outputs } = await aws.create(SECRET, { name: "made/here" });
      const version = await aws.create(VERSION, { secretId: id, secretString: secret("v") });
      store({ "made/here": "changed by hand" });
      assert.ok(await aws.read(SECRET, id, outputs));
      assert.equal(
        unwrapRpcSecret((await aws.read(VERSION, version.id, version.outputs))?.["secretString"]),
        "changed by hand",
      );
      store({});
      assert.equal(await aws.read(SECRET, id, outputs), undefined);
      assert.equal(await aws.read(VERSION, version.id, version.outputs), undefined);
    });
  });

  describe("for random passwords", () => {
    it("returns the result as a secret, of the length and characters that were asked for", async () => {
      const { outputs } = await random.create(PASSWORD, { length: 40, special: true, overrideSpecial: "_" });
      const result = outputs["result"] as Values;
      assert.equal(result[specialSigKey], specialSecretSig);
      assert.match(String(result["value"]), /^[A-Za-z0-9_]{40}$/);
    });

    it("makes a new password when a setting changes, and only then", async () => {
      const settings = { length: 20, special: false };
      const { outputs } = await random.create(PASSWORD, settings);
      assert.equal(await random.diff(PASSWORD, outputs, settings), undefined);
      assert.deepEqual(await random.diff(PASSWORD, outputs, { ...settings, length: 21 }), ["length"]);
      assert.deepEqual(await random.diff(PASSWORD, outputs, { ...settings, keepers: { year: "1" } }), ["keepers"]);
    });

    it("keeps a password that is read back", async () => {
      const { id, outputs } = await random.create(PASSWORD, { length: 20 });
      assert.deepEqual(await random.read(PASSWORD, id, outputs), outputs);
    });

    it("refuses a length that is none", async () => {
      for (const length of [0, 1.5, "x"])
        assert.match(
          (await random.check(PASSWORD, {}, { length })).reasons[0] ?? "",
          /must be a whole number of at least 1/,
        );
    });

    it("refuses another resource, naming it", async () => {
      await assert.rejects(
        random.check(urn("random:index/randomPet:RandomPet"), {}, {}),
        /no resource random:index\/randomPet:RandomPet/,
      );
    });
  });
});
