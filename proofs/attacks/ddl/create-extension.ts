import { quoteIdentifier } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";
import { moot } from "../../observation";
import { SCRATCH, scratchSchema } from "../scratch";

/** Trusted extensions can be installed by whoever may CREATE in the database, and then run as the superuser. */
export default defineAttack({
  id: "create-extension",
  title: "Installs an extension",
  family: "schema changes",
  severity: "high",
  as: EVERYONE,
  target: "database",
  why: "An extension brings code into the database, installed with a superuser's rights.",
  defence: "no CREATE privilege on the database for low-trust roles",
  fix: "REVOKE CREATE ON DATABASE … FROM the role and from PUBLIC",
  run: async (context) => {
    const [extension] = await context.ask<{ name: string }>(
      `SELECT v.name::text FROM pg_catalog.pg_available_extension_versions v
        WHERE v.trusted AND v.relocatable AND v.requires IS NULL
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE e.extname = v.name)
        ORDER BY v.name LIMIT 1`,
    );
    if (extension === undefined) return moot("the server offers no trusted extension that is not there yet");
    return context.attempt({
      prepare: scratchSchema(context.attacker.role),
      statements: [`CREATE EXTENSION ${quoteIdentifier(extension.name)} SCHEMA ${SCRATCH}`],
      evidence: "installed an extension",
    });
  },
});
