import { quoteIdentifier } from "../../postgres/sql/quote";
import { type FixtureRoles, tenantPredicate } from "./fixture";
import { before, COMMANDS_OF, hole, OPEN_WHEN, STALE_TENANT, since, WILDCARD } from "./holes";
import type { Mutation } from "./mutations";

/** The mutations of row security itself: tenants' rows, and what a session keeps of its tenant. */
export function rowMutations(
  { owner, application, readonly }: FixtureRoles,
  database: string,
): readonly Mutation[] {
  const [own, app, ro, db] = [owner, application, readonly, database].map((name) =>
    quoteIdentifier(name),
  ) as [string, string, string, string];
  const one = (attack: string, ...sql: string[]): Mutation => ({ attack, sql });
  const member = `GRANT ${own} TO ${app}`;
  const wide = ["SELECT", "UPDATE"].map((command) => hole("app.customers", app, command, "true"));
  const matrix = (Object.keys(COMMANDS_OF) as (keyof typeof COMMANDS_OF)[]).flatMap((action) => [
    ...Object.entries(OPEN_WHEN).map(([state, condition]) =>
      one(
        `tenant-${action}-${state}`,
        ...COMMANDS_OF[action].map((command) => hole("app.customers", app, command, condition)),
      ),
    ),
    one(
      `tenant-${action}-setting-hostile`,
      `ALTER POLICY palisade_tenant ON app.customers USING (${WILDCARD}) WITH CHECK (${WILDCARD})`,
    ),
    // A row moves only if it is found by the old tenant and accepted by the new one, also as a row to be read.
    one(
      `tenant-${action}-setting-switched`,
      ...STALE_TENANT,
      ...(action === "move"
        ? [
            `ALTER POLICY palisade_tenant ON app.customers WITH CHECK (${tenantPredicate("tenant_id")})`,
            hole("app.customers", app, "SELECT", "true"),
          ]
        : []),
    ),
  ]);
  return [
    ...matrix,
    one(
      "tenant-read-setting-unset",
      `ALTER ROLE ${ro} SET app.tenant_id = '11111111-1111-1111-1111-111111111111'`,
    ),
    one("tenant-read-other-tenant", "ALTER TABLE app.order_items DISABLE ROW LEVEL SECURITY"),
    one("tenant-read-other-tenant", `ALTER ROLE ${app} SUPERUSER`),
    one("tenant-insert-other-tenant", "ALTER POLICY palisade_tenant ON app.orders WITH CHECK (true)"),
    one("tenant-update-blindly", hole("app.customers", app, "UPDATE", "true")),
    one("tenant-delete-blindly", hole("app.products", app, "DELETE", "true")),
    {
      attack: "tenant-merge-other-tenant",
      sql: [hole("app.customers", app, "ALL", "true")],
      on: since(150_000),
    },
    {
      attack: "tenant-merge-insert",
      sql: [hole("app.customers", app, "INSERT", "true")],
      on: since(150_000),
    },
    { attack: "tenant-merge-by-source", sql: wide, on: since(170_000) },
    {
      attack: "tenant-merge-by-source",
      sql: [hole("app.customers", app, "SELECT", "true"), hole("app.customers", app, "DELETE", "true")],
      on: since(170_000),
    },
    one(
      "tenant-upsert-other-tenant",
      "CREATE UNIQUE INDEX ON app.customers (id)",
      hole("app.customers", app, "ALL", "true"),
    ),
    ...["tenant-returning-other-tenant", "tenant-lock-other-tenant", "cursor-write"].map((attack) =>
      one(attack, ...wide),
    ),
    { attack: "tenant-returning-old", sql: wide, on: since(180_000) },
    one("tenant-copy-out", hole("app.customers", ro, "SELECT", "true")),
    one("tenant-copy-in", "ALTER TABLE app.customers DISABLE ROW LEVEL SECURITY"),
    one("tenant-copy-in", `ALTER ROLE ${app} BYPASSRLS`),
    one(
      "tenant-insert-nobody",
      "CREATE TABLE app.notes (tenant_id uuid, note text NOT NULL)",
      `ALTER TABLE app.notes OWNER TO ${own}`,
      "ALTER TABLE app.notes ENABLE ROW LEVEL SECURITY",
      `CREATE POLICY shared ON app.notes USING (tenant_id IS NULL OR ${tenantPredicate("tenant_id")})`,
      `GRANT SELECT, INSERT ON app.notes TO ${app}`,
    ),
    one("read-setting-reset", hole("app.customers", app, "SELECT", OPEN_WHEN["setting-empty"])),
    one("cursor-switched", ...STALE_TENANT),
    one("plan-of-another-role", hole("app.customers", app, "SELECT", "true")),
    { attack: "store-tenant", sql: [`ALTER ROLE ${app} SUPERUSER`], on: before(150_000) },
    { attack: "store-tenant", sql: [`GRANT SET ON PARAMETER app.tenant_id TO ${app}`], on: since(150_000) },
    one("store-database-setting", `ALTER DATABASE ${db} OWNER TO ${app}`),
    one("tenant-read-row-security-off", `ALTER ROLE ${app} BYPASSRLS`),
    one("tenant-read-row-security-off", "ALTER TABLE app.customers NO FORCE ROW LEVEL SECURITY", member),
    one("tenant-read-by-error", hole("app.customers", ro, "SELECT", "true")),
    one(
      "tenant-conflict-reveals-row",
      "CREATE UNIQUE INDEX ON app.customers (id)",
      hole("app.customers", app, "ALL", "true"),
    ),
  ];
}
