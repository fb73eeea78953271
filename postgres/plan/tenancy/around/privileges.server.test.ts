import { type Row, testRows } from "./testing/rows";

const PRIVILEGES: readonly Row[] = [
  ...(["TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"] as const).flatMap((privilege): Row[] => [
    {
      title: `${privilege} of a tenant role is revoked`,
      ...(privilege === "MAINTAIN" ? { since: 17 } : {}),
      statements: ({ app }) => [`GRANT ${privilege} ON app.orders TO "${app}"`],
      says: ["lines", ({ app }) => new RegExp(`table app\\.orders: ${app} loses ${privilege}`)],
    },
    {
      title: `${privilege} of PUBLIC is revoked`,
      ...(privilege === "MAINTAIN" ? { since: 17 } : {}),
      statements: () => [`GRANT ${privilege} ON app.events TO PUBLIC`],
      says: ["lines", () => new RegExp(`table app\\.events: PUBLIC loses ${privilege}`)],
    },
    {
      title: `${privilege} through a group role is told with the way and the REVOKE`,
      ...(privilege === "MAINTAIN" ? { since: 17 } : {}),
      statements: ({ app, stranger }) => [
        `GRANT ${privilege} ON app.orders TO "${stranger}"`,
        `GRANT "${stranger}" TO "${app}"`,
      ],
      says: [
        "problems",
        ({ app, stranger }) =>
          new RegExp(
            `tenantRoles: ${app} may ${privilege} through ${stranger} on .*orders.*REVOKE ${privilege} ON .*orders.* FROM "${stranger}"`,
          ),
      ],
    },
  ]),
  {
    title: "REFERENCES of a column is revoked",
    statements: ({ app }) => [`GRANT REFERENCES (id) ON app.orders TO "${app}"`],
    says: ["lines", ({ app }) => new RegExp(`column app\\.orders\\.id: ${app} loses REFERENCES`)],
  },
  {
    title: "a privilege on a shared table is revoked, too",
    statements: ({ app }) => [`GRANT TRUNCATE ON app.currencies TO "${app}"`],
    changes: {
      shared: [{ schema: "app", name: "currencies", reason: "read by all" }],
      except: [{ schema: "app", name: "totals", reason: "the owner's" }],
    },
    says: ["lines", ({ app }) => new RegExp(`table app\\.currencies: ${app} loses TRUNCATE`)],
  },
  {
    title: "UPDATE on a partition is revoked, as every privilege is",
    statements: ({ app }) => [`GRANT UPDATE ON app.events_2026 TO "${app}"`],
    says: ["lines", ({ app }) => new RegExp(`table app\\.events_2026: ${app} loses UPDATE`)],
  },
  {
    title: "a group role's privilege on a partition is reported",
    statements: ({ app, stranger }) => [
      `GRANT SELECT ON app.events_2026 TO "${stranger}"`,
      `GRANT "${stranger}" TO "${app}"`,
    ],
    says: [
      "reports",
      ({ app, stranger }) =>
        new RegExp(`role ${app}: ${app} may SELECT through ${stranger} on .*events_2026`),
    ],
    not: ["problems", () => /events_2026/],
  },
  {
    title: "CREATE on a declared schema is revoked",
    statements: ({ app }) => [`GRANT CREATE ON SCHEMA app TO "${app}"`],
    says: ["lines", ({ app }) => new RegExp(`schema app: ${app} loses CREATE`)],
  },
  {
    title: "CREATE on a declared schema through a group role is told",
    statements: ({ app, stranger }) => [
      `GRANT CREATE ON SCHEMA app TO "${stranger}"`,
      `GRANT "${stranger}" TO "${app}"`,
    ],
    says: [
      "problems",
      ({ app, stranger }) => new RegExp(`${app} may CREATE through ${stranger} on .*schema app`),
    ],
  },
  {
    title: "CREATE on the database is revoked",
    statements: ({ app }) => [
      `DO $$ BEGIN EXECUTE pg_catalog.format('GRANT CREATE ON DATABASE %I TO %I', pg_catalog.current_database(), '${app}'); END $$`,
    ],
    says: ["lines", ({ app }) => new RegExp(`database .*: ${app} loses CREATE`)],
  },
  {
    title: "TEMPORARY on the database is revoked",
    statements: ({ app }) => [
      `DO $$ BEGIN EXECUTE pg_catalog.format('GRANT TEMPORARY ON DATABASE %I TO %I', pg_catalog.current_database(), '${app}'); END $$`,
    ],
    says: ["lines", ({ app }) => new RegExp(`database .*: ${app} loses TEMPORARY`)],
  },
  {
    title: "adopt: it is reported with the REVOKE, and left",
    statements: ({ app }) => [`GRANT TRUNCATE ON app.orders TO "${app}"`],
    changes: { mode: "adopt" },
    says: ["reports", ({ app }) => new RegExp(`table app\\.orders: ${app} may TRUNCATE.*REVOKE TRUNCATE`)],
    not: ["lines", () => /TRUNCATE/],
  },
];

testRows("privileges around the policies", PRIVILEGES);
