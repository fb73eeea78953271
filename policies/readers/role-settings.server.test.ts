import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { readServerState } from "../../postgres/catalog/server-state";
import { connect, type Session } from "../../postgres/connect/session";
import { quoteIdentifier } from "../../postgres/sql/quote";
import {
  freshDatabase,
  MAJORS,
  NO_GUESSING,
  serverFor,
  type TestDatabase,
  uniqueName,
} from "../../test/servers";
import { type Facts, factsOf } from "../facts/facts";
import { postgresqlStatements } from "../testing/postgresql-statements";
import { roleResource } from "../testing/twin";
import { readDeclaredFacts } from "./declared";
import { readLiveFacts } from "./live";

for (const major of MAJORS) {
  describe(`a postgresql.Role on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let session: Session;
    before(async () => {
      database = await freshDatabase(await serverFor(major), "role");
      session = await connect(database.settings);
    });
    after(async () => {
      await session.end();
      await database.drop();
    });

    for (const [what, change] of [
      ["without settings", {}],
      ["that does not inherit", { inherit: false }],
      [
        "with every setting",
        {
          statementTimeout: 30_000,
          idleInTransactionSessionTimeout: 60_000,
          assumeRole: "Group",
          searchPaths: ["app", "Odd, one", "$user", 'a"b'],
        },
      ],
    ] as const) {
      test(`${what} is the same to both readers`, async () => {
        const [name, group] = [uniqueName("role"), uniqueName("Group")];
        const resource = roleResource({
          name,
          roles: [group],
          ...change,
          ...("assumeRole" in change ? { assumeRole: group } : {}),
        });
        const about = (facts: Facts) => ({
          settings: factsOf(facts, "role").find((role) => role.name === name)?.settings ?? {},
          memberships: factsOf(facts, "membership")
            .filter(({ member }) => member === name)
            .map(({ role, inherit }) => ({ role, inherit })),
        });
        await session.query("BEGIN");
        try {
          await session.query(`CREATE ROLE ${quoteIdentifier(group)}`);
          for (const sql of postgresqlStatements(resource)) await session.query(sql);
          const model = await readDatabaseModel(session, { columns: true });
          const live = about(readLiveFacts(model, await readServerState(session, NO_GUESSING)));
          assert.deepEqual(about(readDeclaredFacts([resource])), live);
          assert.equal(live.memberships.length, 1);
          assert.equal(Object.keys(live.settings).length, "assumeRole" in change ? 4 : 0);
        } finally {
          await session.query("ROLLBACK");
        }
      });
    }
  });
}
