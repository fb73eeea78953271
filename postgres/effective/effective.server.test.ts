import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { freshDatabase, MAJORS, serverFor, type TestDatabase } from "../../test/servers";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import type { SecuredObject } from "../model/objects";
import { effectivePrivileges } from "./effective";
import { rowFilter } from "./row-filter";
import { askOurselves, askServer, questionsAbout } from "./testing/ask";
import { dropScene, makeScene, rearrange, rearrangements, type Scene, SECURED_TABLE } from "./testing/scene";

for (const major of MAJORS) {
  describe(`effective privileges on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let scene: Scene;

    before(async () => {
      database = await freshDatabase(await serverFor(major), "effective");
      scene = await withSession(database.settings, (session) => makeScene(session, major));
    });
    after(async () => {
      await database.drop();
      const server = await serverFor(major);
      await withSession(server.settings, (session) => dropScene(session, scene));
    });

    test("equal the server's own answers for every role, object and privilege, and row security too", {
      timeout: 300_000,
    }, async () => {
      const kinds = new Set<string>();
      await withSession(database.settings, async (session) => {
        const property = fc.asyncProperty(rearrangements(scene), async (changes) => {
          await session.query("BEGIN");
          try {
            await rearrange(session, scene, changes);
            await compareRowSecurity(session, scene);
            for (const kind of await compare(session, scene)) kinds.add(kind);
          } finally {
            await session.query("ROLLBACK");
          }
        });
        await fc.assert(property, { numRuns: 30, interruptAfterTimeLimit: 60_000 });
      });
      const expected = new Set(scene.objects.map(({ kind }) => kind));
      assert.deepEqual([...kinds].sort(), [...expected, "any column"].sort());
    });
  });
}

/** Compares all answers; gives the kinds that were asked about. */
async function compare(session: Session, scene: Scene): Promise<ReadonlySet<string>> {
  const model = await readDatabaseModel(session);
  const questions = questionsAbout(model, scene);
  const theirs = await askServer(session, questions, scene.major);
  const ours = askOurselves(effectivePrivileges(model), questions, scene.major);
  assert.ok(ours.length > 1000);
  assert.equal(ours.length, theirs.length);
  const different = ours.filter((line, at) => line !== theirs[at]);
  assert.deepEqual(different, [], "our answers that the server does not give");
  return new Set(questions.map(({ kind }) => kind));
}

/** For every role: whether policies decide which rows it sees. */
async function compareRowSecurity(session: Session, scene: Scene): Promise<void> {
  const model = await readDatabaseModel(session, { columns: true });
  const table = model.objects.get(`table ${SECURED_TABLE}`) as SecuredObject;
  for (const role of scene.roles) {
    await session.query(`SET LOCAL ROLE ${role}`);
    const [row] = await session.query<{ active: boolean }>("SELECT row_security_active($1::oid) AS active", [
      table.oid,
    ]);
    await session.query("RESET ROLE");
    const filter = rowFilter(model, role, table);
    assert.equal(
      filter !== undefined && filter.bypass === undefined,
      row?.active,
      `row security for ${role}`,
    );
  }
}
