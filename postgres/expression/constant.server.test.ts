import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor } from "../../test/servers";
import { readDatabaseModel } from "../catalog/read-model";
import { withSession } from "../connect/session";
import { judgeStoredPolicies } from "./stored-policies";
import { CONDITIONS } from "./testing/conditions";

/** Rows that differ in everything, with NULL among them. */
const ROWS =
  "INSERT INTO public.t VALUES (NULL, NULL, NULL), (gen_random_uuid(), 1, true), (gen_random_uuid(), 7, false)";

for (const major of MAJORS) {
  test(`PostgreSQL ${major} lets through what is said, also in the form in which it stores the condition`, async () => {
    const database = await freshDatabase(await serverFor(major), "passes");
    try {
      await withSession(database.settings, async (session) => {
        for (const sql of ["CREATE TABLE public.t (tenant_id uuid, n int, flag boolean)", ROWS])
          await session.query(sql);
        const all = CONDITIONS.flatMap(([passes, texts]) => texts.map((text) => ({ passes, text })));
        for (const [at, { text }] of all.entries())
          await session.query(`CREATE POLICY "${at}" ON public.t USING (${text})`);
        const model = await readDatabaseModel(session, { columns: true });
        const { passes } = await judgeStoredPolicies(session, model);
        const stored = new Map(
          [...model.objects.values()].flatMap(({ rowSecurity }) =>
            (rowSecurity?.policies ?? []).map(({ name, using }) => [name, using ?? ""] as const),
          ),
        );
        const others: string[] = [];
        for (const [at, { passes: said, text }] of all.entries()) {
          const [row] = await session.rows(`SELECT count(*)::int FROM public.t WHERE (${text})`);
          if (said !== undefined) assert.equal(row?.[0], said === "always" ? 3 : 0, text);
          const form = stored.get(String(at)) ?? "";
          if (passes.get(form) !== said) others.push(`${text}, stored as ${form}: ${passes.get(form)}`);
        }
        assert.deepEqual(others, []);
      });
    } finally {
      await database.drop();
    }
  });
}

describe("what is told of stored conditions", () => {
  test("a long one is read as well", async () => {
    const database = await freshDatabase(await serverFor(MAJORS[0] ?? 14), "passes");
    try {
      await withSession(database.settings, async (session) => {
        await session.query("CREATE TABLE public.t (n int)");
        const others = Array.from({ length: 1_000 }, (_, at) => `n = ${at}`).join(" OR ");
        await session.query(`CREATE POLICY long ON public.t USING (${others} OR 2 > 1)`);
        const model = await readDatabaseModel(session, { columns: true });
        const { passes } = await judgeStoredPolicies(session, model);
        assert.deepEqual([...passes.values()], ["always"]);
      });
    } finally {
      await database.drop();
    }
  });
});
