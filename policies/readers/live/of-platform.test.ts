import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { DatabaseModel } from "../../../postgres/model/model";
import { grant, role } from "../../testing/factories";
import { markOfPlatform, platformIn } from "./of-platform";

type Known = Pick<DatabaseModel, "roles" | "memberships">;

/** A model of nothing but roles, the first of which initdb made, and who is a member of which. */
function modelOf(names: readonly string[], members: Readonly<Record<string, string>> = {}): DatabaseModel {
  const known: Known = {
    roles: new Map(
      names.map((name, at) => [name, { name, oid: 10 + at, login: true, superuser: at === 0 } as never]),
    ),
    memberships: Object.entries(members).map(([member, group]) => ({ role: group, member }) as never),
  };
  return known as DatabaseModel;
}

describe("what a managed platform brought", () => {
  test("is known by the superuser that initdb made, and by no other role's name", () => {
    assert.equal(platformIn(modelOf(["rdsadmin", "postgres"]))?.name, "rds");
    assert.equal(platformIn(modelOf(["postgres", "rdsadmin", "supabase_admin"])), undefined);
    assert.equal(platformIn({ ...modelOf([]), roles: new Map() } as DatabaseModel), undefined);
  });

  test("its administrator is the only member of its group; of several none is it, but for the name that it chooses", () => {
    const admin = (...of: Parameters<typeof modelOf>) => platformIn(modelOf(...of))?.administrator;
    assert.equal(admin(["rdsadmin", "master"], { master: "rds_superuser" }), "master");
    const two = { master: "rds_superuser", web: "rds_superuser" };
    assert.equal(admin(["rdsadmin", "master", "web"], two), undefined);
    const both = {
      postgres: "cloudsqlsuperuser",
      web: "cloudsqlsuperuser",
      cloudsqlagent: "cloudsqlsuperuser",
    };
    assert.equal(admin(["cloudsqladmin", "postgres", "web", "cloudsqlagent"], both), "postgres");
    assert.equal(admin(["supabase_admin", "postgres"]), "postgres");
    assert.equal(admin(["supabase_admin"]), undefined);
  });

  test("marks its roles and what it gave them on its objects, and nothing that others were given there", () => {
    const platform = platformIn(modelOf(["supabase_admin", "postgres"]));
    const facts = markOfPlatform(
      {
        role: [role({ name: "authenticator" }), role({ name: "postgres" }), role({ name: "web" })],
        grant: ["dashboard_user", "postgres", "anon", ""].map((grantee) =>
          grant({ owner: "supabase_auth_admin", grantee }),
        ),
      },
      platform,
    );
    assert.deepEqual(
      facts.role?.map(({ ofPlatform, administers }) => [ofPlatform, administers]),
      [
        ["supabase", undefined],
        [undefined, "supabase"],
        [undefined, undefined],
      ],
    );
    assert.deepEqual(
      facts.grant?.map(({ ofPlatform }) => ofPlatform),
      ["supabase", "supabase", undefined, undefined],
    );
    assert.equal(markOfPlatform(facts, undefined), facts);
  });
});
