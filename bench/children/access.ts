import { converge } from "../../postgres/apply/converge";
import { observe } from "../../postgres/apply/observe";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { parseAccess } from "../../postgres/plan/parse-access";
import { planAccess } from "../../postgres/plan/plan-access";

/** What the parent asks for, as JSON in the environment (a password has no place in a process list). */
interface Order {
  readonly settings: ConnectionSettings;
  readonly declaration: unknown;
  readonly action: "check" | "apply" | "query";
}

/** A process of its own for each measurement, so that its peak memory is its own. Prints one line of JSON. */
async function main(): Promise<void> {
  const { settings, declaration, action } = JSON.parse(process.env["PALISADE_BENCH_ORDER"] ?? "") as Order;
  const { intent, problems } = parseAccess(declaration);
  if (intent === undefined) throw new Error(JSON.stringify(problems));
  const started = performance.now();
  const read = { schemas: [...intent.schemas.keys()] };
  let statements = 0;
  // Apply's own part: from its first statement to the second reading that verifies it.
  let first = 0;
  let verified = 0;
  if (action === "query") {
    await observe(settings, (session) =>
      session.rows(
        `SELECT c.oid, n.nspname, c.relname, c.relkind, c.relowner, c.relacl::text
           FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = ANY ($1::text[])`,
        [read.schemas],
      ),
    );
  } else if (action === "check") {
    const plan = await observe(settings, async (session) =>
      planAccess(intent, await readDatabaseModel(session, read)),
    );
    statements = plan.statements.length;
  } else {
    const { done } = await converge(
      settings,
      async (session) => {
        verified = performance.now();
        return planAccess(intent, await readDatabaseModel(session, read));
      },
      {
        progress: (index) => {
          if (index === 0) first = performance.now();
        },
      },
    );
    statements = done.statements.length;
  }
  const seconds = (performance.now() - started) / 1000;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(
    `${JSON.stringify({ seconds, megabytes, statements, statementSeconds: (verified - first) / 1000 })}\n`,
  );
}

void main();
