import { type Row, testRows } from "./testing/rows";

const EXCEPT = [
  { schema: "app", name: "totals", reason: "the owner's" },
  { schema: "app", name: "far", reason: "the owner's" },
];
const FAR = [
  "CREATE FOREIGN DATA WRAPPER around_none",
  "CREATE SERVER around_nowhere FOREIGN DATA WRAPPER around_none",
  "CREATE FOREIGN TABLE app.far (tenant_id uuid) SERVER around_nowhere",
];
const ATTIC = (owner: string, app: string) => [
  `CREATE SCHEMA attic AUTHORIZATION "${owner}"`,
  `GRANT USAGE ON SCHEMA attic TO "${app}"`,
];
const VIEW = (owner: string) => [
  "CREATE VIEW attic.all_orders AS SELECT * FROM app.orders",
  `ALTER VIEW attic.all_orders OWNER TO "${owner}"`,
];

const EXPOSURE: readonly Row[] = [
  {
    title: "a foreign table with the tenant column is refused",
    statements: () => FAR,
    says: ["problems", () => /^except: foreign table app\.far holds tenant_id/],
  },
  {
    title: "an excepted foreign table that a tenant role may read is refused",
    statements: ({ app }) => [...FAR, `GRANT SELECT ON app.far TO "${app}"`],
    changes: { except: EXCEPT },
    says: [
      "problems",
      ({ app }) =>
        new RegExp(`${app} may SELECT on foreign table app\\.far, which holds rows of every tenant`),
    ],
  },
  {
    title: "an excepted materialized view that PUBLIC may read is refused",
    statements: () => ["GRANT SELECT ON app.totals TO PUBLIC"],
    says: ["problems", () => /may SELECT, as PUBLIC may on materialized view app\.totals.*FROM PUBLIC/],
  },
  ...(["far", "totals"] as const).map(
    (name): Row => ({
      title: `a view over an excepted ${name === "far" ? "foreign table" : "materialized view"} is refused where a tenant role may read it`,
      // Below a materialized view of the shop there is a tenant table: from 15 on the update sets security_invoker.
      ...(name === "far" ? {} : { until: 14 }),
      statements: ({ app, owner }) => [
        ...FAR,
        `CREATE VIEW app.indirect AS SELECT * FROM app.${name}`,
        "CREATE VIEW app.again AS SELECT count(*) FROM app.indirect",
        `ALTER VIEW app.indirect OWNER TO "${owner}"`,
        `ALTER VIEW app.again OWNER TO "${owner}"`,
        `GRANT SELECT ON app.again TO "${app}"`,
      ],
      changes: { except: EXCEPT },
      says: [
        "problems",
        ({ app, owner }) =>
          new RegExp(
            `${app} may SELECT on view app\\.again, which runs as ${owner} and reads what holds rows`,
          ),
      ],
      not: ["problems", () => /app\.indirect/],
    }),
  ),
  {
    title: "a view over an excepted foreign table is let be with security_invoker",
    since: 15,
    statements: ({ app, owner, stranger }) => [
      ...FAR,
      "CREATE VIEW app.indirect WITH (security_invoker) AS SELECT * FROM app.far",
      `ALTER VIEW app.indirect OWNER TO "${owner}"`,
      `GRANT SELECT ON app.indirect TO "${app}"`,
      `ALTER ROLE "${stranger}" REPLICATION`,
    ],
    changes: { except: EXCEPT },
    says: ["reports", () => /has REPLICATION/],
    not: ["problems", () => /app\.indirect/],
  },
  {
    title: "a view over tenant tables and an excepted foreign table gets security_invoker, and is no problem",
    since: 15,
    statements: ({ app, owner }) => [
      ...FAR,
      "CREATE VIEW app.joined AS SELECT o.tenant_id FROM app.orders o JOIN app.far f USING (tenant_id)",
      `ALTER VIEW app.joined OWNER TO "${owner}"`,
      `GRANT SELECT ON app.joined TO "${app}"`,
    ],
    changes: { except: EXCEPT },
    says: ["lines", () => /^view app\.joined: gains security_invoker/],
    not: ["problems", () => /app\.joined/],
  },
  {
    title: "a view in a schema that is not declared is refused where a tenant role may read it",
    statements: ({ app, owner }) => [
      ...ATTIC(owner, app),
      ...VIEW(owner),
      `GRANT SELECT ON attic.all_orders TO "${app}"`,
    ],
    says: [
      "problems",
      ({ app, owner }) => new RegExp(`${app} may SELECT on view attic\\.all_orders, which runs as ${owner}`),
    ],
  },
  {
    title: "such a view through another view is refused",
    statements: ({ app, owner }) => [
      ...ATTIC(owner, app),
      ...VIEW(owner),
      "CREATE VIEW attic.again AS SELECT * FROM attic.all_orders",
      `ALTER VIEW attic.again OWNER TO "${owner}"`,
      `GRANT SELECT ON attic.again TO "${app}"`,
    ],
    says: ["problems", () => /may SELECT on view attic\.again/],
  },
  {
    title: "such a view with security_invoker is let be",
    since: 15,
    statements: ({ app, owner, stranger }) => [
      ...ATTIC(owner, app),
      ...VIEW(owner),
      "ALTER VIEW attic.all_orders SET (security_invoker = true)",
      `GRANT SELECT ON attic.all_orders TO "${app}"`,
      `ALTER ROLE "${stranger}" REPLICATION`,
    ],
    says: ["reports", () => /has REPLICATION/],
    not: ["problems", () => /attic/],
  },
  {
    title: "such a view in a schema whose names a tenant role cannot use is let be",
    statements: ({ app, owner, stranger }) => [
      ...ATTIC(owner, stranger),
      ...VIEW(owner),
      `GRANT SELECT ON attic.all_orders TO "${app}"`,
      `ALTER ROLE "${stranger}" REPLICATION`,
    ],
    says: ["reports", () => /has REPLICATION/],
    not: ["problems", () => /attic/],
  },
  {
    title: "a partition in a schema that is not declared is reported",
    statements: ({ app, owner }) => [
      ...ATTIC(owner, app),
      "CREATE TABLE attic.events_2027 PARTITION OF app.events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
    ],
    says: ["reports", () => /table attic\.events_2027: belongs to table app\.events.*add "attic" to schemas/],
    not: ["problems", () => /attic/],
  },
  {
    title: "a partition in a schema that is not declared is refused where a tenant role may read it",
    statements: ({ app, owner }) => [
      ...ATTIC(owner, app),
      "CREATE TABLE attic.events_2027 PARTITION OF app.events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
      `GRANT SELECT ON attic.events_2027 TO "${app}"`,
    ],
    says: ["problems", ({ app }) => new RegExp(`${app} may SELECT on table attic\\.events_2027`)],
  },
  {
    title: "a publication of all tables is seen",
    statements: () => ["CREATE PUBLICATION around_all FOR ALL TABLES"],
    says: ["reports", () => /^publication around_all: carries .* to its subscribers/],
  },
  {
    title: "a publication of a schema's tables is seen",
    since: 15,
    statements: () => ["CREATE PUBLICATION around_schema FOR TABLES IN SCHEMA app"],
    says: ["reports", () => /^publication around_schema: carries/],
  },
  {
    title: "a publication of one partitioned table is seen",
    statements: () => ["CREATE PUBLICATION around_events FOR TABLE app.events"],
    says: ["reports", () => /^publication around_events: carries/],
  },
  {
    title: "a publication without a tenant table is let be",
    statements: () => [
      "CREATE PUBLICATION around_none FOR TABLE app.currencies",
      "CREATE PUBLICATION around_all FOR ALL TABLES",
    ],
    says: ["reports", () => /^publication around_all: carries/],
    not: ["reports", () => /around_none/],
  },
  {
    title: "a SECURITY DEFINER trigger on a tenant table is reported",
    statements: ({ owner }) => [
      "CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END'",
      `ALTER FUNCTION app.touch() OWNER TO "${owner}"`,
      "CREATE TRIGGER touched BEFORE INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch()",
    ],
    says: [
      "reports",
      ({ owner }) => new RegExp(`table app\\.orders: .*trigger touched runs app\\.touch as ${owner}`),
    ],
  },
  {
    title: "a SECURITY DEFINER function that a tenant role may not execute is let be",
    statements: ({ app, owner }) => [
      "CREATE FUNCTION app.every() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM app.orders'",
      `ALTER FUNCTION app.every() OWNER TO "${owner}"`,
      "CREATE FUNCTION app.none() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM app.orders'",
      `ALTER FUNCTION app.none() OWNER TO "${owner}"`,
      "REVOKE EXECUTE ON FUNCTION app.every(), app.none() FROM PUBLIC",
      `GRANT EXECUTE ON FUNCTION app.every() TO "${app}"`,
    ],
    says: ["reports", ({ owner }) => new RegExp(`function app\\.every\\(\\): runs as ${owner}`)],
    not: ["reports", () => /app\.none/],
  },
];

testRows("what is exposed around the policies", EXPOSURE);
