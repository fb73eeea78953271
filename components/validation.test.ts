import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { mockEngine, settled } from "./testing/mocks";
import { InvalidArguments, rule, validate } from "./validation";

mockEngine();

class Part extends pulumi.ComponentResource {
  constructor(name: string) {
    super("palisade:index:Part", name);
  }
}

const positive = (path: string, value: pulumi.Input<number> | undefined, required = false) =>
  rule<number>({
    path,
    value,
    required,
    when: (number) => number <= 0,
    say: (number) => `${number} is not positive`,
  });

/** An output is four promises in one, and each must be caught. */
interface FourPromises {
  promise(): Promise<unknown>;
  readonly isKnown: Promise<boolean>;
  readonly isSecret: Promise<boolean>;
  allResources(): Promise<unknown>;
}

async function rejection(value: pulumi.Input<unknown>): Promise<InvalidArguments> {
  const output = pulumi.output(value) as unknown as FourPromises;
  const [first] = await Promise.allSettled([
    output.promise(),
    output.isKnown,
    output.isSecret,
    output.allResources(),
  ]);
  assert.ok(first.status === "rejected", "the gate let a value through");
  assert.ok(first.reason instanceof InvalidArguments);
  return first.reason;
}

describe("arguments are validated", () => {
  test("every problem of plain values is thrown at once, with its path, at the component", () => {
    const part = new Part("plain");
    assert.throws(
      () => validate(part, [positive("a", 0), positive("b", 1), positive("c[2]", -1)]),
      (error) => {
        assert.ok(error instanceof InvalidArguments);
        assert.ok(pulumi.InputPropertiesError.isInstance(error));
        assert.ok(pulumi.ResourceError.isInstance(error), "the engine prints it at the resource");
        assert.equal(error.resource, part);
        assert.deepEqual(error.errors, [
          { propertyPath: "a", reason: "0 is not positive" },
          { propertyPath: "c[2]", reason: "-1 is not positive" },
        ]);
        assert.equal(
          error.message,
          "2 arguments are not right:\n  a: 0 is not positive\n  c[2]: -1 is not positive",
        );
        return true;
      },
    );
  });

  test("zero is a value, absence is not, unless the argument is required", () => {
    const part = new Part("absent");
    validate(part, [positive("a", undefined)]);
    assert.throws(() => validate(part, [positive("a", 0)]), /a: 0 is not positive/);
    assert.throws(() => validate(part, [positive("a", undefined, true)]), /a: is missing/);
  });

  test("a gate without anything to wait for hands its values on as they are", () => {
    const gate = validate(new Part("free"), [positive("a", 1)]);
    assert.equal(gate("value"), "value");
  });

  test("what the engine computes is judged when it is known, all at once, and the gate holds back the rest", async () => {
    const gate = validate(new Part("later"), [
      positive("a", pulumi.output(0)),
      positive("b", pulumi.output(1)),
      positive("c", Promise.resolve(-1)),
    ]);
    const error = await rejection(gate("value"));
    assert.deepEqual(
      error.errors.map(({ propertyPath }) => propertyPath),
      ["a", "c"],
    );
    assert.doesNotMatch(error.stack ?? "", /\n\s+at /, "Node 20 takes half a minute to colour its frames");
  });

  test("a gate lets values through once everything is right, as secret as they were", async () => {
    const gate = validate(new Part("right"), [positive("a", pulumi.output(1))]);
    assert.equal(await settled(pulumi.output(gate("value"))), "value");
    assert.equal(await pulumi.isSecret(pulumi.output(gate("value"))), false);
    assert.equal(await pulumi.isSecret(pulumi.output(gate(pulumi.secret("value")))), true);
  });

  test("plain problems do not wait for computed values", () => {
    const never = pulumi.output(new Promise<number>(() => undefined));
    assert.throws(
      () => validate(new Part("mixed"), [positive("a", never), positive("b", 0)]),
      /^InvalidArguments: an argument is not right:\n {2}b: 0 is not positive$/,
    );
  });

  test("an output inside an array or record is seen", async () => {
    const sum = rule<number[]>({
      path: "list",
      value: [1, pulumi.output(-2)] as unknown as pulumi.Input<number[]>,
      when: (numbers) => numbers.some((number) => number < 0),
      say: () => "holds a negative number",
    });
    const gate = validate(new Part("nested"), [sum]);
    assert.match((await rejection(gate("value"))).message, /list: holds a negative number/);
  });

  test("a secret's value never stands in the message", async () => {
    const gate = validate(new Part("secret"), [
      rule<string>({
        path: "token",
        value: pulumi.secret("hunter2"),
        when: () => true,
        say: (value) => `${value} is not right`,
      }),
    ]);
    const error = await rejection(gate("value"));
    assert.match(error.message, /token: its value, a secret, is not right/);
    assert.doesNotMatch(`${error.stack}${JSON.stringify(error.errors)}`, /hunter2/);
  });
});
