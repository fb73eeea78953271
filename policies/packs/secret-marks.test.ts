import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { secretPaths } from "./secret-marks";
import { decoder, deserializeProperties, secret, unknownCheckingProxy } from "./testing/run-pack";

const sent = (properties: Record<string, unknown>) => ({ toJavaScript: () => properties });

describe("the marks of secrets", () => {
  const request = sent({
    name: "app",
    password: secret("hunter2"),
    options: { user: "u", password: secret("hunter2"), "a.b": secret(1) },
    all: secret({ one: secret("hunter2"), two: 2 }),
    list: ["x", secret("y")],
    nothing: null,
  });

  test("are kept by path, through the proxy that policies are given as well", () => {
    const decoded = decoder.deserializeProperties(request, false);
    const paths = ["password", "options.password", "options.a.b", "all", "list[1]"];
    assert.deepEqual(secretPaths(decoded), paths);
    assert.deepEqual(secretPaths(unknownCheckingProxy(decoded)), paths);
    assert.deepEqual(secretPaths(decoder.deserializeProperties(sent({}), false)), []);
  });

  test("change nothing of what the framework decodes", () => {
    const decoded = decoder.deserializeProperties(request, false);
    assert.deepEqual(decoded, deserializeProperties(request, false));
    assert.deepEqual(Object.keys(decoded), ["name", "password", "options", "all", "list", "nothing"]);
    assert.equal(JSON.stringify(decoded), JSON.stringify(deserializeProperties(request, false)));
  });

  test("are not to be had of properties that came another way", () => {
    assert.equal(secretPaths(deserializeProperties(request, false)), undefined);
    assert.equal(secretPaths({ password: "x" }), undefined);
  });

  test("a request is decoded once, and anew for a remediation", () => {
    const once = decoder.deserializeProperties(request, false);
    assert.equal(decoder.deserializeProperties(request, false), once);
    assert.notEqual(decoder.deserializeProperties(request, true), once);
    assert.notEqual(decoder.deserializeProperties(sent({ name: "app" }), false), once);
  });
});
