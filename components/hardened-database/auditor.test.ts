import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { parseAccess } from "../../postgres/plan/parse-access";
import { construct, find, mockEngine, providers, settled } from "../testing/mocks";
import { InvalidArguments } from "../validation";
import type { HardenedDatabaseArgs } from "./args";
import { HardenedDatabase } from "./hardened-database";

mockEngine();

const args: HardenedDatabaseArgs = { database: "shop", schemas: ["app"], server: { host: "db.example.com" } };
const build = (more: Partial<HardenedDatabaseArgs> = {}) =>
  construct(
    (opts) => new HardenedDatabase("shop", { ...args, ...more }, { providers: providers(), ...opts }),
  );

describe("the auditor of a HardenedDatabase", () => {
  test("one argument adds it, and its rights stand in the one graph of the database", async () => {
    const access = {
      grants: [{ to: ["watcher"], privileges: ["USAGE"], on: [{ kind: "schema" as const, schema: "app" }] }],
    };
    const { component, made } = await build({ auditor: { connectionLimit: 2 }, access });
    assert.deepEqual(
      made.filter(({ type }) => type === "palisade:index:Access").map(({ name }) => name),
      ["shop-access-graph"],
    );
    const { inputs } = find(made, "palisade:index:Access", "shop-access-graph");
    assert.deepEqual(parseAccess(inputs).problems, []);
    const roles = inputs["roles"] as Record<string, Record<string, unknown>>;
    assert.deepEqual(Object.keys(roles).sort(), ["shop_app", "shop_auditor", "shop_owner", "shop_readonly"]);
    assert.equal(roles["shop_auditor"]?.["connectionLimit"], 2);
    assert.deepEqual(
      (inputs["grants"] as { to: string[] }[]).map(({ to }) => to[0]),
      ["watcher", "shop_auditor", "shop_auditor", "shop_auditor"],
    );
    assert.ok(component.auditor);
    assert.equal(await settled(component.auditor.username), "shop_auditor");
    assert.match(
      await settled(component.auditor.connectionString),
      /^postgresql:\/\/shop_auditor:.*\/shop\?sslmode=verify-full/,
    );
    assert.equal(await pulumi.isSecret(component.auditor.connectionString), true);
    assert.equal((await build()).component.auditor, undefined);
  });

  test("it must be a role of its own", () => {
    const auditor = { name: "shop_app", statementTimeout: "soon" };
    assert.throws(
      () => new HardenedDatabase("wrong", { ...args, auditor }, { providers: providers() }),
      (error) => {
        assert.ok(error instanceof InvalidArguments);
        assert.deepEqual(
          error.errors.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`),
          [
            'auditor.statementTimeout: "soon" is no time: write a whole number and a unit (ms, s, min, h, d), for example "30s"',
            'auditor.name: "shop_app" is another role of the database; give the auditor a role of its own',
          ],
        );
        return true;
      },
    );
  });
});
