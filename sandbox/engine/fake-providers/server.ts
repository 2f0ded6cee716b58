/**
 * The process around a fake provider: the provider protocol, as far as this project's stacks use it.
 *
 * The SDK's own server does the same, but loads the whole SDK and its TypeScript compiler first, which takes longer than
 * everything that a preview asks of it.
 */
import { Server, ServerCredentials, status, type handleUnaryCall } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { CheckFailure as Failure, Provider } from "@pulumi/pulumi/provider";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckFailure,
  type CheckRequest,
  CheckResponse,
  ConfigureResponse,
  type CreateRequest,
  CreateResponse,
  type DeleteRequest,
  type DiffRequest,
  DiffResponse,
  GetSchemaResponse,
  type InvokeRequest,
  InvokeResponse,
  type ReadRequest,
  ReadResponse,
  type UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import type { Properties } from "./wire";

/** The functions of a provider that a fake one has. */
export type FakeProvider = Pick<Provider, "version"> &
  Required<Pick<Provider, "check" | "diff" | "create" | "read">> &
  Pick<Provider, "invoke" | "update" | "delete">;

/** Serves a provider; the engine reads the port from the first line of output. */
export function serve(provider: FakeProvider): void {
  const server = new Server();
  server.addService(ResourceProviderService, {
    ...metadata(provider),
    check: answer(async (request: CheckRequest) => {
      const result = await provider.check(request.getUrn(), values(request.getOlds()), values(request.getNews()));
      return new CheckResponse().setInputs(struct(result.inputs)).setFailuresList(failures(result.failures));
    }),
    diff: answer(async (request: DiffRequest) => {
      const { changes, replaces } = await provider.diff(
        request.getId(),
        request.getUrn(),
        values(request.getOlds()),
        values(request.getNews()),
      );
      const { DIFF_SOME, DIFF_NONE } = DiffResponse.DiffChanges;
      return new DiffResponse().setChanges(changes === true ? DIFF_SOME : DIFF_NONE).setReplacesList(replaces ?? []);
    }),
    create: answer(async (request: CreateRequest) => {
      const { id, outs } = await provider.create(request.getUrn(), values(request.getProperties()));
      return new CreateResponse().setId(id).setProperties(struct(outs));
    }),
    read: answer(async (request: ReadRequest) => {
      const { id, props, inputs } = await provider.read(
        request.getId(),
        request.getUrn(),
        values(request.getProperties()),
      );
      const response = new ReadResponse().setId(id ?? "").setProperties(struct(props));
      return inputs === undefined ? response : response.setInputs(struct(inputs));
    }),
    update: answer(async (request: UpdateRequest) => {
      const result = await provider.update?.(
        request.getId(),
        request.getUrn(),
        values(request.getOlds()),
        values(request.getNews()),
      );
      return new UpdateResponse().setProperties(struct(result?.outs));
    }),
    delete: answer(async (request: DeleteRequest) => {
      await provider.delete?.(request.getId(), request.getUrn(), values(request.getProperties()));
      return new Empty();
    }),
    invoke: answer(async (request: InvokeRequest) => {
      if (provider.invoke === undefined)
        throw new Error(`The sandbox's fake provider has no function ${request.getTok()}.`);
      const result = await provider.invoke(request.getTok(), values(request.getArgs()));
      return new InvokeResponse().setReturn(struct(result.outputs)).setFailuresList(failures(result.failures));
    }),
  });
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    process.stdout.write(`${port}\n`);
  });
}

/** What every provider is asked: its version, an empty schema, and that it takes secrets and configuration as they are. */
function metadata({ version }: FakeProvider) {
  return {
    getPluginInfo: answer(async () => new PluginInfo().setVersion(version ?? "")),
    getSchema: answer(async () => new GetSchemaResponse().setSchema("{}")),
    configure: answer(async () =>
      new ConfigureResponse().setAcceptsecrets(true).setAcceptresources(true).setAcceptoutputs(true),
    ),
    attach: answer(async () => new Empty()),
    cancel: answer(async () => new Empty()),
  };
}

/** A call's answer, or the message of what was thrown. */
function answer<Request, Response>(
  handle: (request: Request) => Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, respond) => {
    handle(call.request).then(
      (response) => respond(null, response),
      (error: Error) => respond({ code: status.UNKNOWN, details: error.message }),
    );
  };
}

function values(properties: Struct | undefined): Properties {
  return properties?.toJavaScript() ?? {};
}

/** Properties for the wire. They came from it, or were made of texts, numbers, lists and maps; undefined ones are left out. */
function struct(properties: Properties | undefined): Struct {
  const present = Object.entries(properties ?? {}).filter(([, value]) => value !== undefined);
  return Struct.fromJavaScript(Object.fromEntries(present) as Record<string, JavaScriptValue>);
}

function failures(list: readonly Failure[] | undefined): CheckFailure[] {
  return (list ?? []).map(({ property, reason }) => new CheckFailure().setProperty(property).setReason(reason));
}
