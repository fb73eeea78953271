import { quoteLiteral } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, moot, reached } from "../../observation";

/** The policy of the form `role` reads the table with the role's own privilege, which `pg_stats` takes for enough. */
export default defineAttack({
  id: "read-tenant-roles",
  title: "Reads which role is which tenant",
  family: "secrets",
  severity: "medium",
  as: EVERYONE,
  target: "tenant roles",
  looks: true,
  why: "The table of roles names every tenant. Tenant roles have SELECT on it, since their policy reads it: the statistics of its columns would show them the others.",
  defence: "no USAGE on the schema palisade_tenancy for tenant roles, and no statistics of the table",
  fix: "REVOKE USAGE ON SCHEMA palisade_tenancy FROM the role and from PUBLIC; SET STATISTICS 0 on the columns of role_tenants, and make the table anew where it was analyzed before",
  run: async (context, object) => {
    const direct = await context.attempt({
      statements: [`SELECT EXISTS (SELECT FROM ${quoteObject(object)})`],
      evidence: "may read the table of roles",
    });
    const where = `schemaname = ${quoteLiteral(object.schema ?? "")} AND tablename = ${quoteLiteral(object.name)}`;
    const [kept] = await context.ask<{ there: boolean; never: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_catalog.pg_stats WHERE ${where}) AS there,
              (SELECT bool_and(coalesce(a.attstattarget, -1) = 0) FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = ${object.oid} AND a.attnum > 0 AND NOT a.attisdropped) AS never`,
    );
    if (kept?.there !== true)
      return [direct, kept?.never === true ? heldBack("no statistics are kept") : moot("there are none yet")];
    const byStatistics = await context.attempt({
      statements: [`SELECT EXISTS (SELECT FROM pg_catalog.pg_stats WHERE ${where}) AS seen`],
      read: ([row]) =>
        row?.["seen"] === true ? reached("saw the statistics of the table") : heldBack("saw no statistics"),
    });
    return [direct, byStatistics];
  },
});
