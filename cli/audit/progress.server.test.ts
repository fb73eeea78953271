import assert from "node:assert/strict";
import { test } from "node:test";
import { RULES } from "../../policies/rules";
import { withSession } from "../../postgres/connect/session";
import { freshDatabase, MAJORS, serverFor } from "../../test/servers";
import { auditServer } from "./server-audit";

for (const major of MAJORS)
  test(`an audit that is held up says where, on PostgreSQL ${major}`, async () => {
    const database = await freshDatabase(await serverFor(major), "progress");
    try {
      await withSession(database.settings, async (holder) => {
        await holder.query("BEGIN");
        await holder.query("LOCK TABLE pg_catalog.pg_policy IN ACCESS EXCLUSIVE MODE");
        const lines: string[] = [];
        const { report } = await auditServer(database.settings, {
          rules: RULES.slice(0, 1),
          options: {},
          waivers: [],
          now: new Date(),
          guessing: 0,
          waiting: (line) => {
            lines.push(line);
            // It has said so: it may go on.
            if (lines.length === 1) void holder.query("ROLLBACK");
          },
        });
        assert.equal(report.target.kind, "server");
        assert.match(
          lines[0] ?? "",
          new RegExp(`^reading the server's state and the catalog of ${database.name} \\(\\d+ s\\)$`),
        );
      });
    } finally {
      await database.drop();
    }
  });
