import { hasHole } from "../../postgres/model/server-holes";
import { quoteIdentifier } from "../../postgres/sql/quote";
import { type FixtureRoles, tenantPredicate } from "./fixture";
import { formMutations } from "./form-mutations";
import { before, hole, since } from "./holes";
import { rowMutations } from "./row-mutations";

/** One defence taken away: after `sql` (made by a superuser in the fixture), the attack must get through. */
export interface Mutation {
  readonly attack: string;
  readonly sql: readonly string[];
  /** Only where this server can be mutated so, or is open to it. @default every supported version */
  readonly on?: (version: number) => boolean;
}

/** Every mutation. Each attack by a role has at least one; the test of the index says so. */
export function mutations(
  { owner, application, readonly }: FixtureRoles,
  database: string,
): readonly Mutation[] {
  const [own, app, ro, db] = [owner, application, readonly, database].map((name) =>
    quoteIdentifier(name),
  ) as [string, string, string, string];
  const one = (attack: string, ...sql: string[]): Mutation => ({ attack, sql });
  const member = `GRANT ${own} TO ${app}`;
  return [
    ...rowMutations({ owner, application, readonly }, database),
    ...formMutations({ owner, application, readonly }),
    one(
      "partition-read",
      `GRANT SELECT ON app.orders_past TO ${ro}`,
      "ALTER TABLE app.orders_past DISABLE ROW LEVEL SECURITY",
    ),
    one(
      "partition-write",
      `GRANT SELECT, DELETE ON app.orders_past TO ${app}`,
      "ALTER TABLE app.orders_past DISABLE ROW LEVEL SECURITY",
    ),
    one("partition-write", `GRANT TRUNCATE ON app.orders_now TO ${app}`),
    ...["view-read-other-tenant", "view-read-setting-empty"].map((attack) =>
      one(
        attack,
        `ALTER VIEW app.open_orders RESET (security_invoker)`,
        `GRANT SELECT ON app.open_orders TO ${ro}`,
      ),
    ),
    one(
      "view-read-other-tenant",
      `ALTER VIEW app.order_totals RESET (security_invoker)`,
      `GRANT SELECT ON app.order_totals TO ${app}`,
    ),
    one(
      "view-read-by-error",
      `CREATE FUNCTION app.mine(tenant uuid) RETURNS boolean LANGUAGE plpgsql STABLE COST 10000
         AS $$ BEGIN RETURN tenant::text = current_setting('app.tenant_id', true); END $$`,
      `GRANT EXECUTE ON FUNCTION app.mine(uuid) TO ${app}`,
      "CREATE VIEW app.mine AS SELECT tenant_id, id FROM app.customers WHERE app.mine(tenant_id)",
      `ALTER VIEW app.mine OWNER TO ${own}`,
      `GRANT SELECT ON app.mine TO ${app}`,
    ),
    one(
      "view-write-other-tenant",
      `ALTER VIEW app.open_orders RESET (security_invoker)`,
      `GRANT SELECT, UPDATE ON app.open_orders TO ${app}`,
    ),
    one("materialized-view-read", `GRANT SELECT ON app.sales TO ${ro}`),
    // No tenant table of this database is under it: what it copied came by a foreign table.
    one("materialized-view-read", `GRANT SELECT ON app.archived TO ${app}`),
    one("foreign-table-read", `GRANT SELECT (status) ON app.archive TO ${ro}`),
    one("foreign-table-read", `GRANT SELECT ON app.mailing TO ${ro}`),
    ...["INSERT", "UPDATE (status)", "DELETE", "TRUNCATE"].map((privilege) =>
      one("foreign-table-write", `GRANT ${privilege} ON app.archive TO ${app}`),
    ),
    // The last one shows a copy, which nobody has filled, and no column of the tenant.
    ...["archive_of_all", "mailing_of_all", "archived_totals"].map((view) =>
      one("foreign-view-read", `GRANT SELECT ON app.${view} TO ${ro}`),
    ),
    ...["INSERT", "UPDATE (status)", "DELETE"].map((privilege) =>
      one("foreign-view-write", `GRANT ${privilege} ON app.archive_of_all TO ${app}`),
    ),
    one("definer-function-call", `GRANT EXECUTE ON FUNCTION app.all_orders(timestamptz) TO ${app}`),
    ...["drop-owned-policies", "hole-drop-owned"].flatMap((attack): Mutation[] => [
      one(attack, hole("app.customers", "PUBLIC", "SELECT", "true")),
      {
        attack,
        sql: [
          hole("app.customers", "PUBLIC", "ALL", "true"),
          "DROP POLICY palisade_tenant ON app.customers",
          `CREATE POLICY wall ON app.customers AS RESTRICTIVE TO ${app} USING (${tenantPredicate("tenant_id")})`,
        ],
        on: (version) => hasHole("CVE-2026-116311", version) === true,
      },
    ]),
    one(
      "hole-conflict-where",
      "CREATE UNIQUE INDEX ON app.customers (id)",
      hole("app.customers", app, "ALL", "true"),
    ),
    // On a server that has the hole the key alone suffices.
    {
      attack: "hole-conflict-where",
      sql: ["CREATE UNIQUE INDEX ON app.customers (id)"],
      on: (version) => hasHole("CVE-2026-120154", version) === true,
    },
    one(
      "hole-conflict-view",
      "CREATE VIEW app.addresses AS SELECT tenant_id, id, email, kind FROM app.customers",
      `ALTER VIEW app.addresses OWNER TO ${own}`,
      `GRANT SELECT, INSERT, UPDATE ON app.addresses TO ${app}`,
    ),
    {
      attack: "hole-conflict-view",
      sql: [
        "CREATE UNIQUE INDEX ON app.customers (id)",
        `CREATE VIEW app.addresses WITH (security_barrier) AS SELECT tenant_id, id, email, kind FROM app.customers
          WHERE ${tenantPredicate("tenant_id")}`,
        `ALTER VIEW app.addresses OWNER TO ${own}`,
        `GRANT SELECT, INSERT, UPDATE ON app.addresses TO ${app}`,
      ],
      on: (version) => hasHole("CVE-2026-16237", version) === true,
    },
    one(
      "hole-leaky-case",
      `GRANT CREATE ON SCHEMA billing TO ${app}`,
      hole("app.customers", app, "SELECT", "true"),
    ),
    {
      attack: "hole-leaky-case",
      sql: [
        `GRANT CREATE ON SCHEMA app TO ${app}`,
        `CREATE FUNCTION app.mine(tenant uuid) RETURNS boolean LANGUAGE plpgsql STABLE COST 10000
           AS $$ BEGIN RETURN tenant::text = current_setting('app.tenant_id', true); END $$`,
        `GRANT EXECUTE ON FUNCTION app.mine(uuid) TO ${app}`,
        "ALTER POLICY palisade_tenant ON app.customers USING (app.mine(tenant_id))",
      ],
      on: (version) => hasHole("CVE-2026-116327", version) === true,
    },
    one("hole-plan-after-revoke", `ALTER ROLE ${app} BYPASSRLS`),
    one(
      "hole-statistics",
      `GRANT CREATE ON SCHEMA app TO ${app}`,
      "ALTER TABLE app.orders DISABLE ROW LEVEL SECURITY",
      "ALTER TABLE app.orders_now DISABLE ROW LEVEL SECURITY",
    ),
    // No server that is tried here still has these holes, and nothing makes a mended one plan as they did: the table is
    // opened instead, which shows only that the attack sees what it is shown.
    ...["hole-plan-of-another-role", "hole-inlined-function"].map((attack) =>
      one(attack, hole("app.customers", app, "SELECT", "true")),
    ),
    // The named defence is that no command has a policy of its own, wider than the others'.
    {
      attack: "hole-merge",
      sql: ["SELECT", "UPDATE"].map((command) => hole("app.customers", app, command, "true")),
      on: since(150_000),
    },
    one("unique-key-oracle", "CREATE UNIQUE INDEX ON app.customers (email)"),
    ...[
      ["CREATE UNIQUE INDEX ON app.customers (lower(email))"],
      ["CREATE UNIQUE INDEX ON app.customers (email) WHERE kind IS NOT NULL"],
      ["ALTER TABLE app.customers ADD EXCLUDE (email WITH =)"],
      [
        "UPDATE billing.invoices SET period = 'empty'",
        "ALTER TABLE billing.invoices ADD EXCLUDE USING gist (period WITH &&)",
      ],
    ].map((sql) => one("exclusion-oracle", ...sql)),
    one("conflict-do-nothing-oracle", "CREATE UNIQUE INDEX ON app.customers (email)"),
    one("explain-oracle", "CREATE INDEX ON app.products (sku)"),
    one(
      "view-insert-other-tenant",
      `ALTER VIEW app.open_orders RESET (security_invoker)`,
      `GRANT INSERT ON app.open_orders TO ${app}`,
    ),
    one(
      "cascade-into-other-tenant",
      "ALTER TABLE app.products ADD UNIQUE (id)",
      "ALTER TABLE app.order_items DROP CONSTRAINT order_items_tenant_id_product_id_fkey",
      "ALTER TABLE app.order_items ADD FOREIGN KEY (product_id) REFERENCES app.products (id) ON DELETE CASCADE",
    ),
    one("large-object-read", "SET LOCAL lo_compat_privileges = on"),
    one("inherit-table", member),
    one("create-publication", member, `GRANT CREATE ON DATABASE ${db} TO ${app}`),
    ...["create-event-trigger", "create-leakproof-function", "create-subscription"].map((attack) =>
      one(attack, `ALTER ROLE ${app} SUPERUSER`),
    ),
    { attack: "maintain-table", sql: [`GRANT MAINTAIN ON app.countries TO ${app}`], on: since(170_000) },
    { attack: "maintain-table", sql: [`GRANT pg_maintain TO ${ro}`], on: since(170_000) },
    one("reassign-owned", member),
    { attack: "change-owner-password", sql: [`ALTER ROLE ${app} CREATEROLE`], on: before(160_000) },
    {
      attack: "change-owner-password",
      sql: [`ALTER ROLE ${app} CREATEROLE`, `${member} WITH ADMIN OPTION`],
      on: since(160_000),
    },
    one("read-replication-slot", `ALTER ROLE ${app} REPLICATION`),
    one("control-server", `GRANT EXECUTE ON FUNCTION pg_catalog.pg_reload_conf() TO ${ro}`),
    // Since CVE-2024-4317 the views show extended statistics to the table's owner alone.
    one("read-extended-statistics", "ALTER TABLE app.customers DISABLE ROW LEVEL SECURITY", member),
    one("read-extended-statistics", `GRANT SELECT ON pg_catalog.pg_statistic_ext_data TO ${ro}`),
    one(
      "cross-tenant-reference",
      "ALTER TABLE app.products ADD UNIQUE (id)",
      "ALTER TABLE app.order_items DROP CONSTRAINT order_items_tenant_id_product_id_fkey",
      "ALTER TABLE app.order_items ADD FOREIGN KEY (product_id) REFERENCES app.products (id)",
    ),
    one("reference-oracle", `GRANT REFERENCES ON app.customers TO ${app}`),
    one("truncate-table", `GRANT TRUNCATE ON app.order_items TO ${app}`),
    one("truncate-table", `GRANT TRUNCATE ON app.customers TO ${ro}`),
    one("alter-table", `ALTER TABLE app.countries OWNER TO ${app}`),
    one("drop-table", `ALTER TABLE billing.invoices OWNER TO ${app}`),
    one("drop-table", `ALTER TABLE app.customers OWNER TO ${app}`),
    one("take-table", member),
    one("disable-row-security", member),
    one("create-policy", member),
    one("alter-policy", member),
    one("create-trigger", `GRANT TRIGGER ON app.customers TO ${app}`),
    one("alter-function", `ALTER FUNCTION app.label(app.customer_kind) OWNER TO ${app}`),
    one("create-in-schema", `GRANT CREATE ON SCHEMA billing TO ${app}`),
    one("create-in-public", "GRANT USAGE, CREATE ON SCHEMA public TO PUBLIC"),
    one("create-schema", `GRANT CREATE ON DATABASE ${db} TO ${app}`),
    one("create-extension", `GRANT CREATE ON DATABASE ${db} TO ${app}`),
    // Grants do not suffice: the server asks for a superuser.
    one("tamper-catalog", `ALTER ROLE ${app} SUPERUSER`),
    one("read-only-insert", `GRANT INSERT ON app.countries TO ${ro}`),
    one("read-only-update", `GRANT UPDATE (name) ON app.countries TO ${ro}`),
    one(
      "read-only-delete",
      "GRANT USAGE ON SCHEMA billing TO PUBLIC",
      "GRANT DELETE ON billing.invoices TO PUBLIC",
    ),
    one("read-only-sequence", `GRANT USAGE ON SEQUENCE app.order_numbers TO ${ro}`),
    one("read-only-lock-table", `GRANT DELETE ON app.countries TO ${ro}`),
    one("temp-table-shadow", `GRANT TEMPORARY ON DATABASE ${db} TO PUBLIC`),
    one("temp-function", `GRANT TEMPORARY ON DATABASE ${db} TO PUBLIC`),
    one("set-role-owner", member),
    one("set-role-privileged", `GRANT pg_signal_backend TO ${ro}`),
    one("grant-itself-owner", `${member} WITH ADMIN OPTION`),
    one("grant-itself-privileged", `GRANT pg_monitor TO ${app} WITH ADMIN OPTION`),
    { attack: "grant-itself-privileged", sql: [`ALTER ROLE ${app} CREATEROLE`], on: before(160_000) },
    one("alter-own-attributes", `ALTER ROLE ${app} SUPERUSER`),
    { attack: "alter-own-attributes", sql: [`ALTER ROLE ${app} CREATEROLE`], on: before(160_000) },
    one("create-role", `ALTER ROLE ${app} CREATEROLE`),
    one("owner-default-privileges", member),
    one("pass-on-privileges", `GRANT SELECT ON app.customers TO ${app} WITH GRANT OPTION`),
    one("read-server-file", `GRANT pg_read_server_files TO ${app}`),
    one("read-server-file", `GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_dir(text) TO ${ro}`),
    one("write-server-file", `GRANT pg_write_server_files TO ${app}`),
    one("run-server-program", `GRANT pg_execute_server_program TO ${app}`),
    one("import-server-file", `GRANT EXECUTE ON FUNCTION pg_catalog.lo_import(text) TO ${app}`),
    one("load-library", `ALTER ROLE ${app} SUPERUSER`),
    one("create-replication-slot", `ALTER ROLE ${app} REPLICATION`),
    ...(["disable-triggers", "hide-from-log"] as const).flatMap((attack): Mutation[] => [
      { attack, sql: [`ALTER ROLE ${app} SUPERUSER`], on: before(150_000) },
      {
        attack,
        sql: [
          `GRANT SET ON PARAMETER ${attack === "hide-from-log" ? "log_statement" : "session_replication_role"} TO ${app}`,
        ],
        on: since(150_000),
      },
    ]),
    one("read-password-hashes", `GRANT SELECT ON pg_catalog.pg_authid TO ${ro}`),
    one("read-password-hashes", `GRANT pg_read_all_data TO ${ro}`),
    one(
      "read-host-rules",
      `GRANT SELECT ON pg_catalog.pg_hba_file_rules TO ${ro}`,
      `GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO ${ro}`,
    ),
    one("read-connection-secrets", `GRANT SELECT ON pg_catalog.pg_subscription TO ${ro}`),
    one("read-other-sessions", `GRANT pg_read_all_stats TO ${ro}`),
    one("read-statistics", "ALTER TABLE app.customers DISABLE ROW LEVEL SECURITY"),
    one("read-statistics", `GRANT SELECT ON pg_catalog.pg_statistic TO ${ro}`),
    one(
      "new-table",
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${own} IN SCHEMA app GRANT SELECT ON TABLES TO ${ro}`,
    ),
    one("new-table", `ALTER DEFAULT PRIVILEGES FOR ROLE ${own} GRANT INSERT ON TABLES TO ${app}`),
    one(
      "new-view",
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${own} IN SCHEMA billing GRANT SELECT ON TABLES TO ${app}`,
    ),
    one("new-function", `ALTER DEFAULT PRIVILEGES FOR ROLE ${own} GRANT EXECUTE ON FUNCTIONS TO PUBLIC`),
  ];
}
