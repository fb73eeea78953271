import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import { Access } from "./access";
import type { AccessArgs } from "./access-args";

describe("the roles that a program creates", () => {
  const inputs = new Map<string, Record<string, unknown>>();
  before(() =>
    pulumi.runtime.setMocks({
      call: (args) => args.inputs,
      newResource: ({ name, inputs: given }) => {
        inputs.set(name, given);
        return { id: `${name}-id`, state: { ...given, privileges: {} } };
      },
    }),
  );

  let count = 0;
  const unique = () => `r${count++}`;
  const role = (args: postgresql.RoleArgs = {}) => {
    const name = unique();
    return new postgresql.Role(name, { name, ...args });
  };
  /** What the resource is registered with. */
  const created = async (args: Partial<AccessArgs>, opts: pulumi.CustomResourceOptions = {}) => {
    const name = unique();
    const access = new Access(name, { database: "shop", owner: "o", schemas: { app: {} }, ...args }, opts);
    await new Promise((resolve) => access.urn.apply(resolve));
    return inputs.get(name)?.["createdRoles"];
  };
  const nameOf = (made: postgresql.Role) => new Promise((resolve) => made.name.apply(resolve));

  test("are those that the arguments are computed from, however deep, each once", async () => {
    const [owner, app, member] = [role(), role(), role()];
    const found = await created({
      owner: owner.name,
      schemas: app.name.apply((known) => ({ app: { roles: { [known]: { profiles: ["readonly"] } } } })),
      roles: { o: { members: [member.name, { role: app.name }] } },
    });
    assert.deepEqual(found, await Promise.all([owner, app, member].map(nameOf)));
  });

  test("are those that are waited for, alone or among others", async () => {
    const [one, other] = [role(), role()];
    assert.deepEqual(await created({}, { dependsOn: one }), [await nameOf(one)]);
    assert.deepEqual(await created({}, { dependsOn: [one, other] }), [
      await nameOf(one),
      await nameOf(other),
    ]);
  });

  test("are none that stay when their resource goes, and no other resources", async () => {
    const database = new postgresql.Database("d", { name: "shop" });
    const kept = role({ skipDropRole: true });
    assert.equal(await created({ database: database.name, owner: kept.name }), undefined);
    assert.equal(await created({}), undefined);
  });

  test("are what is written, where that is", async () => {
    assert.deepEqual(await created({ owner: role().name, createdRoles: [] }), []);
    assert.deepEqual(await created({ owner: role().name, createdRoles: ["mine"] }), ["mine"]);
  });
});
