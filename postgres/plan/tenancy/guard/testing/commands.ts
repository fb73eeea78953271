/** Each way in which a tenant table comes to be in a declared schema: the statements, and the table. */
export const NEW: readonly (readonly [string, readonly string[], string])[] = [
  ["CREATE TABLE", ["CREATE TABLE app.fresh (tenant_id uuid NOT NULL, id int)"], "app.fresh"],
  [
    "CREATE UNLOGGED TABLE",
    ["CREATE UNLOGGED TABLE app.fresh (tenant_id uuid NOT NULL, id int)"],
    "app.fresh",
  ],
  ["CREATE TABLE … LIKE", ["CREATE TABLE app.fresh (LIKE app.orders INCLUDING ALL)"], "app.fresh"],
  ["CREATE TABLE AS", ["CREATE TABLE app.fresh AS SELECT * FROM app.orders"], "app.fresh"],
  ["SELECT INTO", ["SELECT tenant_id INTO app.fresh FROM app.orders"], "app.fresh"],
  [
    "CREATE TABLE in a DO block",
    ["DO $$ BEGIN EXECUTE 'CREATE TABLE app.fresh (tenant_id uuid NOT NULL)'; END $$"],
    "app.fresh",
  ],
  ["a child table", ["CREATE TABLE app.fresh (more int) INHERITS (app.orders)"], "app.fresh"],
  [
    "CREATE TABLE … PARTITION OF",
    ["CREATE TABLE app.fresh PARTITION OF app.events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')"],
    "app.fresh",
  ],
  [
    "ATTACH PARTITION",
    [
      "CREATE TABLE attic.fresh (LIKE app.events)",
      "ALTER TABLE app.events ATTACH PARTITION attic.fresh FOR VALUES FROM ('2028-01-01') TO ('2029-01-01')",
    ],
    "attic.fresh",
  ],
  [
    "CREATE TABLE … PARTITION OF in a schema that is not declared",
    ["CREATE TABLE attic.fresh PARTITION OF app.events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')"],
    "attic.fresh",
  ],
  [
    "a partition of a partition in a schema that is not declared",
    [
      "CREATE TABLE attic.fresh PARTITION OF app.events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01') PARTITION BY RANGE (at)",
      "CREATE TABLE attic.part PARTITION OF attic.fresh DEFAULT",
    ],
    "attic.part",
  ],
  [
    "INHERIT in a schema that is not declared",
    [
      "CREATE TABLE attic.fresh (LIKE app.orders INCLUDING ALL)",
      "ALTER TABLE attic.fresh INHERIT app.orders",
    ],
    "attic.fresh",
  ],
  [
    "ADD COLUMN",
    ["CREATE TABLE app.fresh (id int)", "ALTER TABLE app.fresh ADD COLUMN tenant_id uuid NOT NULL"],
    "app.fresh",
  ],
  [
    "ADD COLUMN to a partitioned table",
    [
      "CREATE TABLE app.whole (id int) PARTITION BY RANGE (id)",
      "CREATE TABLE app.fresh PARTITION OF app.whole DEFAULT",
      "ALTER TABLE app.whole ADD COLUMN tenant_id uuid NOT NULL",
    ],
    "app.fresh",
  ],
  [
    "RENAME COLUMN",
    ["CREATE TABLE app.fresh (org uuid NOT NULL)", "ALTER TABLE app.fresh RENAME COLUMN org TO tenant_id"],
    "app.fresh",
  ],
  [
    "ALTER TABLE … SET SCHEMA",
    ["CREATE TABLE attic.fresh (tenant_id uuid NOT NULL)", "ALTER TABLE attic.fresh SET SCHEMA app"],
    "app.fresh",
  ],
  [
    "a typed table",
    ["CREATE TYPE attic.kind AS (tenant_id uuid, id int)", "CREATE TABLE app.fresh OF attic.kind"],
    "app.fresh",
  ],
  [
    "ALTER TYPE … CASCADE",
    [
      "CREATE TYPE attic.kind AS (id int)",
      "CREATE TABLE app.fresh OF attic.kind",
      "ALTER TYPE attic.kind ADD ATTRIBUTE tenant_id uuid CASCADE",
    ],
    "app.fresh",
  ],
  [
    "ALTER TYPE … RENAME ATTRIBUTE … CASCADE, of a partitioned table",
    [
      "CREATE TYPE attic.kind AS (org uuid, id int)",
      "CREATE TABLE app.whole OF attic.kind PARTITION BY RANGE (id)",
      "CREATE TABLE attic.fresh PARTITION OF app.whole DEFAULT",
      "ALTER TYPE attic.kind RENAME ATTRIBUTE org TO tenant_id CASCADE",
    ],
    "attic.fresh",
  ],
  [
    "CREATE SCHEMA with a table in it",
    ["CREATE SCHEMA later CREATE TABLE fresh (tenant_id uuid NOT NULL)"],
    "later.fresh",
  ],
  [
    "ALTER SCHEMA … RENAME",
    ["CREATE TABLE attic.fresh (tenant_id uuid NOT NULL)", "ALTER SCHEMA attic RENAME TO later"],
    "later.fresh",
  ],
  [
    "RENAME COLUMN of a part of an extension",
    [
      "CREATE EXTENSION hstore SCHEMA attic",
      "CREATE TABLE app.fresh (org uuid NOT NULL)",
      "ALTER EXTENSION hstore ADD TABLE app.fresh",
      "ALTER TABLE app.fresh RENAME COLUMN org TO tenant_id",
    ],
    "app.fresh",
  ],
  [
    "ALTER VIEW … RENAME COLUMN of a table",
    ["CREATE TABLE app.fresh (org uuid NOT NULL)", "ALTER VIEW app.fresh RENAME COLUMN org TO tenant_id"],
    "app.fresh",
  ],
  [
    "ALTER INDEX … RENAME of an excepted table",
    ["CREATE TABLE app.import_raw (tenant_id uuid NOT NULL)", "ALTER INDEX app.import_raw RENAME TO fresh"],
    "app.fresh",
  ],
  [
    "a name that is no word",
    [`CREATE TABLE app."o'%s ""x"" \\ $guard$;--" (tenant_id uuid NOT NULL)`],
    `app.o'%s "x" \\ $guard$;--`,
  ],
];

/** Each way in which somebody takes the protection of a table away. */
export const TAKEN: readonly (readonly [string, readonly string[], RegExp])[] = [
  ["DISABLE", ["ALTER TABLE app.orders DISABLE ROW LEVEL SECURITY"], /^table app\.orders must keep/],
  ["NO FORCE", ["ALTER TABLE app.orders NO FORCE ROW LEVEL SECURITY"], /^table app\.orders must keep/],
  [
    "DISABLE of a partition",
    ["ALTER TABLE app.events_2026 DISABLE ROW LEVEL SECURITY"],
    /^table app\.events_2026 must/,
  ],
  ["DROP POLICY", ["DROP POLICY palisade_tenant ON app.orders"], /^policy palisade_tenant on table app\.ord/],
  [
    "DROP POLICY of the owner's",
    ["DROP POLICY palisade_owner ON app.events"],
    /^policy palisade_owner on table/,
  ],
  ["ALTER POLICY … USING", ["ALTER POLICY palisade_tenant ON app.orders USING (true)"], /^policy palisade_t/],
  ["ALTER POLICY … TO", ["ALTER POLICY palisade_owner ON app.orders TO PUBLIC"], /^policy palisade_owner/],
  [
    "ALTER POLICY … RENAME",
    ["ALTER POLICY palisade_tenant ON app.orders RENAME TO mine"],
    /^policy mine on table app\.orders/,
  ],
  ["CREATE POLICY", ["CREATE POLICY mine ON app.orders USING (true)"], /^policy mine on table app\.orders/],
  [
    "DISABLE of a part of an extension",
    [
      "CREATE EXTENSION hstore SCHEMA attic",
      "ALTER EXTENSION hstore ADD TABLE app.orders",
      "ALTER TABLE app.orders DISABLE ROW LEVEL SECURITY",
    ],
    /^table app\.orders must keep/,
  ],
  [
    "DISABLE out of sight",
    [
      "ALTER TABLE app.currencies RENAME COLUMN code TO c",
      "ALTER TABLE app.orders RENAME COLUMN tenant_id TO org",
      "ALTER TABLE app.orders DISABLE ROW LEVEL SECURITY",
      "ALTER TABLE app.orders RENAME COLUMN org TO tenant_id",
    ],
    /^table app\.orders must keep/,
  ],
];

/** What is nobody's business but the owner's. */
export const FREE: readonly (readonly [string, readonly string[]])[] = [
  ["a table without the column", ["CREATE TABLE app.plain (id int)"]],
  ["a temporary table", ["CREATE TEMP TABLE mine (tenant_id uuid)"]],
  ["a table elsewhere", ["CREATE TABLE attic.other (tenant_id uuid)"]],
  ["an excepted table", ["CREATE TABLE app.import_raw (tenant_id text)"]],
  ["a restrictive policy", ["CREATE POLICY less ON app.orders AS RESTRICTIVE USING (id > 0)"]],
  [
    "a policy on a table without the column",
    [
      "ALTER TABLE app.currencies ENABLE ROW LEVEL SECURITY",
      "CREATE POLICY p ON app.currencies USING (true)",
      "ALTER POLICY p ON app.currencies USING (false)",
      "DROP POLICY p ON app.currencies",
    ],
  ],
  ["DROP TABLE", ["DROP TABLE app.orders CASCADE"]],
  [
    "what changes no protection",
    [
      "ALTER TABLE app.orders ADD COLUMN note text",
      "ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY",
      "CREATE INDEX ON app.orders (note)",
    ],
  ],
  [
    "a second partition level whose parts are already protected",
    ["ALTER TABLE app.events DETACH PARTITION app.events_2026"],
  ],
];

/** What cannot be protected. */
export const IMPOSSIBLE: readonly (readonly [string, readonly string[], RegExp])[] = [
  [
    "a materialized view",
    ["CREATE MATERIALIZED VIEW app.sums AS SELECT tenant_id FROM app.orders"],
    /^app\.sums has tenant_id, and a materialized view cannot/,
  ],
  [
    "a foreign table",
    ["CREATE FOREIGN TABLE app.far (tenant_id uuid) SERVER guard_nowhere"],
    /^app\.far has tenant_id, and a foreign table/,
  ],
  [
    "a column of another type",
    ["CREATE TABLE app.fresh (tenant_id text)"],
    /^app\.fresh has tenant_id, and not with the declared type: tenant_id uuid/,
  ],
];
