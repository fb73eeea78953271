import { type Row, testRows } from "./testing/rows";

/** Predefined roles, what is said of a member, and whether it is refused. */
const PREDEFINED: readonly (readonly [
  role: string,
  where: "problems" | "reports",
  text: string,
  since?: number,
])[] = [
  ["pg_read_server_files", "problems", "reads the server's files"],
  ["pg_write_server_files", "problems", "writes the server's files"],
  ["pg_execute_server_program", "problems", "runs programs as the server"],
  ["pg_read_all_data", "reports", "reads whatever has no row security"],
  ["pg_write_all_data", "reports", "writes whatever has no row security"],
  ["pg_maintain", "reports", "locks and rewrites the tables of every tenant", 17],
];

const ROLES: readonly Row[] = [
  ...(["SUPERUSER", "BYPASSRLS", "REPLICATION"] as const).flatMap((attribute): Row[] => [
    {
      title: `a tenant role with ${attribute} is refused`,
      statements: ({ app }) => [`ALTER ROLE "${app}" ${attribute}`],
      says: [
        "problems",
        ({ app }) =>
          new RegExp(`tenantRoles\\[0\\]: ${app} has ${attribute}: .*ALTER ROLE "${app}" NO${attribute}`),
      ],
    },
    {
      title: `a tenant role that can become one with ${attribute} is refused`,
      statements: ({ app, stranger }) => [
        `ALTER ROLE "${stranger}" ${attribute}`,
        `GRANT "${stranger}" TO "${app}"`,
      ],
      says: [
        "problems",
        ({ app, stranger }) =>
          new RegExp(
            `${app} can become ${stranger}, who has ${attribute}: .*REVOKE "${stranger}" FROM "${app}"`,
          ),
      ],
    },
  ]),
  {
    title: "another role with REPLICATION is reported, and no problem",
    statements: ({ stranger }) => [`ALTER ROLE "${stranger}" REPLICATION`],
    says: ["reports", ({ stranger }) => new RegExp(`role ${stranger}: has REPLICATION`)],
    not: ["problems", () => /REPLICATION/],
  },
  {
    title: "CREATEROLE of a tenant role is refused before 16",
    until: 15,
    statements: ({ app }) => [`ALTER ROLE "${app}" CREATEROLE`],
    says: ["problems", ({ app }) => new RegExp(`${app} has CREATEROLE, and before PostgreSQL 16`)],
  },
  {
    title: "CREATEROLE that a tenant role can become is refused before 16",
    until: 15,
    statements: ({ readonly, stranger }) => [
      `ALTER ROLE "${stranger}" CREATEROLE`,
      `GRANT "${stranger}" TO "${readonly}"`,
    ],
    says: ["problems", ({ stranger }) => new RegExp(`tenantRoles\\[1\\]: ${stranger} has CREATEROLE`)],
  },
  {
    title: "CREATEROLE from 16 on grants nothing of others, and is let be",
    since: 16,
    statements: ({ app, stranger }) => [
      `ALTER ROLE "${app}" CREATEROLE`,
      `ALTER ROLE "${stranger}" REPLICATION`,
    ],
    says: ["reports", ({ stranger }) => new RegExp(`role ${stranger}: has REPLICATION`)],
    not: ["problems", () => /CREATEROLE/],
  },
  {
    title: "a tenant role that owns a tenant table is refused",
    statements: ({ app }) => [`ALTER TABLE app.orders OWNER TO "${app}"`],
    says: [
      "problems",
      ({ app, owner }) =>
        new RegExp(`${app} owns table app\\.orders and may switch .*ALTER TABLE .* OWNER TO "${owner}"`),
    ],
  },
  {
    title: "a member of the owner is refused",
    statements: ({ app, owner }) => [`GRANT "${owner}" TO "${app}"`],
    says: [
      "problems",
      ({ app, owner }) => new RegExp(`${app} is a member of ${owner}, who owns tenant tables`),
    ],
  },
  ...PREDEFINED.map(
    ([role, where, text, since]): Row => ({
      title: `a member of ${role}: ${where}`,
      ...(since === undefined ? {} : { since }),
      statements: ({ app }) => [`GRANT ${role} TO "${app}"`],
      says: [
        where,
        ({ app }) => new RegExp(`${app}.*is a member of ${role}.*${text}.*REVOKE "?${role}"? FROM "${app}"`),
      ],
      not: [where === "problems" ? "reports" : "problems", () => new RegExp(`is a member of ${role}`)],
    }),
  ),
];

testRows("roles around the policies", ROLES);
