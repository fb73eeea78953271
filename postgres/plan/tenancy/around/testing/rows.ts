import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS } from "../../../../../test/servers";
import { readDatabaseModel } from "../../../../catalog/read-model";
import type { ShopRoles } from "../../../../testing/shop";
import { planRowSecurity } from "../../plan-row-security";
import { openScene, type TenancyScene } from "../../testing/scene";

/** What a plan says of what was found. */
export interface Said {
  /** Lines of the preview. */
  readonly lines: readonly string[];
  readonly problems: readonly string[];
  readonly reports: readonly string[];
}

/** One thing that leads past a policy, and what the plan says of it. */
export interface Row {
  readonly title: string;
  /** The first major version that has it. */
  readonly since?: number;
  /** The last one. */
  readonly until?: number;
  readonly statements: (roles: ShopRoles) => readonly string[];
  /** The declaration, where it is not the scene's. */
  readonly changes?: Readonly<Record<string, unknown>>;
  /** Where it is said, and what: in quotes, names have the roles' prefix. */
  readonly says: readonly [where: keyof Said, text: (roles: ShopRoles) => RegExp];
  /** What is not said of it. */
  readonly not?: readonly [where: keyof Said, text: (roles: ShopRoles) => RegExp];
}

/** The plan of a declaration after statements that are taken back. */
export async function said(
  scene: TenancyScene,
  statements: readonly string[],
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Said> {
  const intent = scene.intent(changes);
  return scene.admin(async (session) => {
    await session.query("BEGIN");
    for (const sql of statements) await session.query(sql);
    const model = await readDatabaseModel(session, { columns: true, schemas: intent.schemas });
    const plan = planRowSecurity(intent, model);
    await session.query("ROLLBACK");
    return {
      lines: plan.changes.map(({ object, text }) => `${object}: ${text}`),
      problems: plan.problems.map(({ path, reason }) => `${path}: ${reason}`),
      reports: Object.entries(plan.reports).map(([object, text]) => `${object}: ${text}`),
    };
  });
}

/** A test for each row on each major version: nothing of it is said before, and it is said after. */
export function testRows(title: string, rows: readonly Row[]): void {
  for (const major of MAJORS) {
    describe(`${title} on PostgreSQL ${major}`, () => {
      let scene: TenancyScene;
      const before_ = new Map<string, Said>();
      before(async () => {
        scene = await openScene(major);
        await scene.apply(scene.intent());
      });
      after(() => scene.close());

      for (const row of rows) {
        if ((row.since ?? 0) > major || (row.until ?? major) < major) continue;
        test(row.title, async () => {
          const key = JSON.stringify(row.changes ?? {});
          const clean = before_.get(key) ?? (await said(scene, [], row.changes));
          before_.set(key, clean);
          const [where, text] = row.says;
          const pattern = text(scene.roles);
          assert.ok(
            !clean[where].some((line) => pattern.test(line)),
            `said before: ${clean[where].join("\n")}`,
          );
          const found = await said(scene, row.statements(scene.roles), row.changes);
          assert.ok(
            found[where].some((line) => pattern.test(line)),
            `expected ${pattern} among ${where}:\n${JSON.stringify(found, null, 1)}`,
          );
          if (row.not === undefined) return;
          const [elsewhere, other] = row.not;
          assert.ok(
            !found[elsewhere].some((line) => other(scene.roles).test(line)),
            found[elsewhere].join("\n"),
          );
        });
      }
    });
  }
}
