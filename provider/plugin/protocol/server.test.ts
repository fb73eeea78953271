import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type ServiceError, status } from "@grpc/grpc-js";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import {
  fromStruct,
  type Properties,
  type RunningProvider,
  revealAll,
  serveProvider,
  toStruct,
  UNKNOWN,
} from "./index";
import { connectProvider, type EngineSide, engineSide } from "./testing/engine";
import { fixtureProvider } from "./testing/fixture-provider";

const URN = "urn:pulumi:dev::project::palisade:index:Group$fixture:index:Thing::one";

describe("provider protocol server", () => {
  const events: string[] = [];
  let engine: EngineSide;
  let running: RunningProvider;
  let provider: ReturnType<typeof connectProvider>;

  before(async () => {
    engine = await engineSide(30);
    running = await serveProvider(fixtureProvider(events), engine.address);
    provider = connectProvider(running.port);
  });
  after(async () => {
    provider.close();
    await running.stop();
    engine.close();
  });

  const create = (
    inputs: Properties,
    options: { preview?: boolean; urn?: string; timeout?: number } = {},
  ) => {
    const request = new pb.CreateRequest();
    request.setUrn(options.urn ?? URN);
    request.setProperties(toStruct(inputs));
    request.setPreview(options.preview === true);
    request.setTimeout(options.timeout ?? 0);
    return provider.call<pb.CreateResponse>((client, done) => client.create(request, done));
  };
  const check = (news: Properties, olds?: Properties) => {
    const request = new pb.CheckRequest();
    request.setUrn(URN);
    request.setNews(toStruct(news));
    if (olds !== undefined) request.setOlds(toStruct(olds));
    return provider.call<pb.CheckResponse>((client, done) => client.check(request, done));
  };
  const configure = (inputs: Properties) => {
    const request = new pb.ConfigureRequest();
    request.setArgs(toStruct(inputs));
    return provider.call<pb.ConfigureResponse>((client, done) => client.configure(request, done));
  };

  test("shakes hands: takes secrets and references, wants no output values", async () => {
    const request = new pb.ProviderHandshakeRequest();
    request.setEngineAddress(engine.address);
    const answer = await provider.call<pb.ProviderHandshakeResponse>((client, done) =>
      client.handshake(request, done),
    );
    assert.deepEqual(answer.toObject(), {
      acceptSecrets: true,
      acceptResources: true,
      acceptOutputs: false,
      supportsAutonamingConfiguration: false,
    });
  });

  test("says its version and its schema", async () => {
    const info = await provider.call<{ getVersion(): string }>((client, done) =>
      client.getPluginInfo(new Empty(), done),
    );
    assert.equal(info.getVersion(), "1.2.3");
    const schema = await provider.call<pb.GetSchemaResponse>((client, done) =>
      client.getSchema(new pb.GetSchemaRequest(), done),
    );
    assert.equal(JSON.parse(schema.getSchema()).name, "fixture");
  });

  test("creates at a preview while it is not configured", async () => {
    const made = await create({ mode: "plain", later: UNKNOWN }, { preview: true });
    assert.equal(made.getId(), "");
    const outputs = fromStruct(made.getProperties());
    assert.equal(outputs["host"], null);
    assert.equal(outputs["computed"], UNKNOWN);
    assert.equal(outputs["later"], UNKNOWN);
  });

  test("hands what Configure made to the operations, and its outputs keep their secrets", async () => {
    const answer = await configure({ host: "db.example.com" });
    assert.equal(answer.getSupportspreview(), true);
    assert.equal(answer.getAcceptoutputs(), false);
    const made = await create({ mode: "plain" });
    const outputs = fromStruct(made.getProperties());
    assert.equal(made.getId(), "thing");
    assert.equal(String(outputs["password"]), "[secret]");
    assert.deepEqual(revealAll(outputs), {
      mode: "plain",
      host: "db.example.com",
      password: "hunter2",
      computed: 42,
    });
  });

  test("delivers every message with the resource's URN before it answers", async () => {
    engine.messages.length = 0;
    await create({ mode: "plain" });
    assert.deepEqual(engine.messages, [
      { message: "step 1", urn: URN, ephemeral: true },
      { message: "step 2", urn: URN, ephemeral: false },
    ]);
  });

  test("checks: fills in defaults, and puts a failure's path into the reason, never into the property", async () => {
    const good = await check({ name: "x" });
    assert.deepEqual(fromStruct(good.getInputs()), { size: 1, isNew: true, name: "x" });
    assert.deepEqual(good.getFailuresList(), []);
    const bad = await check({ size: 0 }, { size: 2 });
    assert.equal(fromStruct(bad.getInputs())["isNew"], false);
    assert.deepEqual(
      bad.getFailuresList().map((failure) => failure.toObject()),
      [{ property: "", reason: "parts[0].size: 0 is too small, 1 would do" }],
    );
  });

  test("checks the provider's own inputs", async () => {
    const request = new pb.CheckRequest();
    request.setNews(toStruct({}));
    const answer = await provider.call<pb.CheckResponse>((client, done) => client.checkConfig(request, done));
    assert.deepEqual(fromStruct(answer.getInputs()), { port: "5432" });
    assert.equal(answer.getFailuresList()[0]?.getReason(), "host: is missing, for example localhost");
  });

  test("a diff names each path with its kind, and what needs a replacement", async () => {
    const request = new pb.DiffRequest();
    request.setUrn(URN);
    const answer = await provider.call<pb.DiffResponse>((client, done) => client.diff(request, done));
    assert.equal(answer.getChanges(), pb.DiffResponse.DiffChanges.DIFF_SOME);
    assert.equal(answer.getHasdetaileddiff(), true);
    assert.equal(answer.getDeletebeforereplace(), true);
    assert.deepEqual(answer.getReplacesList(), ["name"]);
    assert.deepEqual(answer.getDiffsList(), ["privileges", "name"]);
    assert.deepEqual(
      [...answer.getDetaileddiffMap().entries()].map(([path, change]) => [path, change.toObject()]).sort(),
      [
        ['privileges["table a.b"]', { kind: pb.PropertyDiff.Kind.ADD, inputdiff: false }],
        ["privileges.c", { kind: pb.PropertyDiff.Kind.DELETE, inputdiff: true }],
        ["name", { kind: pb.PropertyDiff.Kind.UPDATE_REPLACE, inputdiff: false }],
      ].sort(),
    );
  });

  test("a resource without check, and a diff without change", async () => {
    const urn = "urn:pulumi:dev::project::fixture:index:Plain::two";
    const request = new pb.CheckRequest();
    request.setUrn(urn);
    request.setNews(toStruct({ a: 1 }));
    const checked = await provider.call<pb.CheckResponse>((client, done) => client.check(request, done));
    assert.deepEqual(fromStruct(checked.getInputs()), { a: 1 });
    const diff = new pb.DiffRequest();
    diff.setUrn(urn);
    const compared = await provider.call<pb.DiffResponse>((client, done) => client.diff(diff, done));
    assert.equal(compared.getChanges(), pb.DiffResponse.DiffChanges.DIFF_NONE);
    assert.equal(compared.getHasdetaileddiff(), false);
  });

  test("reads what is there, and answers an empty id for what is gone", async () => {
    const read = (id: string) => {
      const request = new pb.ReadRequest();
      request.setUrn(URN);
      request.setId(id);
      request.setInputs(toStruct({ a: 1 }));
      request.setProperties(toStruct({ b: 2 }));
      return provider.call<pb.ReadResponse>((client, done) => client.read(request, done));
    };
    const found = await read("thing");
    assert.equal(found.getId(), "thing");
    assert.deepEqual(fromStruct(found.getInputs()), { a: 1, read: true });
    assert.deepEqual(fromStruct(found.getProperties()), { b: 2, read: true });
    assert.equal((await read("gone")).getId(), "");
  });

  test("updates and deletes from the old inputs", async () => {
    const request = new pb.UpdateRequest();
    request.setUrn(URN);
    request.setOldInputs(toStruct({ a: 1 }));
    request.setOlds(toStruct({ a: 2 }));
    request.setNews(toStruct({ a: 3 }));
    const answer = await provider.call<pb.UpdateResponse>((client, done) => client.update(request, done));
    assert.deepEqual(fromStruct(answer.getProperties()), {
      oldInputs: { a: 1 },
      olds: { a: 2 },
      news: { a: 3 },
    });
    const removal = new pb.DeleteRequest();
    removal.setUrn(URN);
    removal.setId("thing");
    removal.setOldInputs(toStruct({ a: 1 }));
    await provider.call<Empty>((client, done) => client.delete(removal, done));
    assert.ok(events.includes('deleted thing {"a":1}'));
  });

  test("calls functions by token", async () => {
    const request = new pb.InvokeRequest();
    request.setTok("fixture:index:echo");
    request.setArgs(toStruct({ a: 1 }));
    const answer = await provider.call<pb.InvokeResponse>((client, done) => client.invoke(request, done));
    assert.equal(fromStruct(answer.getReturn())["a"], 1);
  });

  test("an error says that nothing was changed, with its text whole", async () => {
    await assert.rejects(create({ mode: "fail" }), { code: status.ABORTED, details: "refused: Größe" });
  });

  test("nothing that a terminal obeys gets through, in a message or in an error; lines stay lines", async () => {
    await assert.rejects(create({ mode: "obeyed" }), {
      code: status.ABORTED,
      details: "refused\\u{1b}[2J:\n  \\u{202e}text",
    });
    assert.equal(engine.messages.at(-1)?.message, "erased\\u{1b}[2J\n  \\u{202e}text");
  });

  test("an outcome that nobody can tell is reported as such", async () => {
    await assert.rejects(create({ mode: "unknown" }), {
      code: status.UNKNOWN,
      details: "lost while committing",
    });
  });

  test("a partial failure carries the id, the outputs and the reasons", async () => {
    const error = await create({ mode: "partial" }).then(
      () => assert.fail("it should have failed"),
      (caught: ServiceError) => caught,
    );
    const [bytes] = error.metadata.get("grpc-status-details-bin");
    const [packed] = Status.deserializeBinary(bytes as Buffer).getDetailsList();
    assert.equal(packed?.getTypeName(), "pulumirpc.ErrorResourceInitFailed");
    const detail = pb.ErrorResourceInitFailed.deserializeBinary(packed.getValue_asU8());
    assert.equal(detail.getId(), "half");
    assert.equal(fromStruct(detail.getProperties())["done"], true);
    assert.deepEqual(detail.getReasonsList(), ["the second half failed", "and so did the third"]);
  });

  test("an unknown resource, function or method is refused by name", async () => {
    const urn = "urn:pulumi:dev::project::fixture:index:Nothing::x";
    await assert.rejects(
      create({}, { urn }),
      /no resource fixture:index:Nothing; it has fixture:index:Thing/,
    );
    const invoke = new pb.InvokeRequest();
    invoke.setTok("constructor");
    await assert.rejects(
      provider.call((client, done) => client.invoke(invoke, done)),
      { code: status.UNIMPLEMENTED },
    );
    await assert.rejects(
      provider.call((client, done) => client.construct(new pb.ConstructRequest(), done)),
      { code: status.UNIMPLEMENTED },
    );
    await assert.rejects(
      provider.call((client, done) => client.diffConfig(new pb.DiffRequest(), done)),
      { code: status.UNIMPLEMENTED },
    );
  });

  test("a resource's own time limit aborts the operation", async () => {
    events.length = 0;
    await assert.rejects(create({ mode: "slow" }, { timeout: 0.1 }), { code: status.CANCELLED });
    assert.deepEqual(events, ["begun", "rolled back"]);
  });

  test("Cancel aborts what is in flight, and an attached engine starts anew", async () => {
    events.length = 0;
    const slow = assert.rejects(create({ mode: "slow" }), { code: status.CANCELLED, details: "rolled back" });
    while (events.length === 0) await sleep(5);
    await provider.call<Empty>((client, done) => client.cancel(new Empty(), done));
    await slow;
    assert.deepEqual(events, ["begun", "rolled back"]);

    const attach = new PluginAttach();
    attach.setAddress(engine.address);
    await provider.call<Empty>((client, done) => client.attach(attach, done));
    assert.equal((await create({ mode: "plain" })).getId(), "thing");
  });
});
