/** What somebody did to an object of one kind, and the line of a plan that tells it. */
export type DriftOfKind = readonly [
  name: string,
  /** STRANGER, READONLY, OWNER, APP and WRAPPER stand for the names of the test. */
  sql: string,
  line: string | RegExp,
  /** The first major version that knows it. */
  since?: number,
  /** The last one. */
  until?: number,
];

/** Test fixture: drift on every kind of object beside tables. */
export const DRIFTS_OF_KINDS: readonly DriftOfKind[] = [
  [
    "a column grant",
    "GRANT UPDATE (state) ON app.orders TO STRANGER",
    "column app.orders.state: STRANGER loses UPDATE",
  ],
  [
    "a declared column revoked",
    "REVOKE SELECT (id) ON app.orders FROM READONLY",
    "column app.orders.id: READONLY gains SELECT",
  ],
  [
    "a table grant over a column grant",
    "GRANT SELECT ON app.orders TO READONLY",
    "table app.orders: READONLY loses SELECT",
  ],
  [
    "a language closed",
    "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC",
    "language plpgsql: PUBLIC gains USAGE",
  ],
  [
    "a language granted",
    "GRANT USAGE ON LANGUAGE plpgsql TO STRANGER",
    "language plpgsql: STRANGER loses USAGE",
  ],
  [
    "a foreign-data wrapper",
    "GRANT USAGE ON FOREIGN DATA WRAPPER WRAPPER TO STRANGER",
    "foreign-data wrapper WRAPPER: STRANGER loses USAGE",
  ],
  [
    "a foreign server",
    "GRANT USAGE ON FOREIGN SERVER remote TO STRANGER",
    "foreign server remote: STRANGER loses USAGE",
  ],
  [
    "a large object",
    "GRANT UPDATE ON LARGE OBJECT 4711 TO STRANGER",
    /large object 4711|large object "4711"/,
  ],
  ["a tablespace", "GRANT CREATE ON TABLESPACE pg_default TO APP", "tablespace pg_default: APP loses CREATE"],
  [
    "a parameter",
    "GRANT ALTER SYSTEM ON PARAMETER work_mem TO APP",
    "parameter work_mem: APP loses ALTER SYSTEM",
    15,
  ],
  [
    "a function of the server",
    "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO STRANGER",
    /function pg_catalog\.pg_read_file\(.*\): STRANGER loses EXECUTE/,
  ],
  [
    "a table of the server",
    "GRANT SELECT ON pg_authid TO APP",
    "table pg_catalog.pg_authid: APP loses SELECT",
  ],
  [
    "a view of the server closed",
    "REVOKE SELECT ON pg_roles FROM PUBLIC",
    "view pg_catalog.pg_roles: PUBLIC gains SELECT",
  ],
  [
    "a schema of the server",
    "GRANT CREATE ON SCHEMA pg_catalog TO APP",
    "schema pg_catalog: APP loses CREATE",
  ],
  ["a range", "GRANT USAGE ON TYPE app.days TO STRANGER", "type app.days: STRANGER loses USAGE"],
  [
    "a multirange",
    "GRANT USAGE ON TYPE app.days_multirange TO STRANGER",
    "type app.days_multirange: STRANGER loses USAGE",
    14,
    16,
  ],
  [
    "an owner of a multirange",
    "ALTER TYPE app.days_multirange OWNER TO STRANGER",
    "type app.days_multirange: STRANGER loses ownership to OWNER",
    14,
    16,
  ],
  [
    "the row type of a table, with a grant option",
    "GRANT USAGE ON TYPE app.orders TO STRANGER WITH GRANT OPTION",
    "type app.orders: STRANGER loses USAGE",
  ],
  [
    "the row type of a view",
    "GRANT USAGE ON TYPE app.open_orders TO APP",
    "type app.open_orders: APP loses USAGE",
  ],
  ["a domain", "GRANT USAGE ON DOMAIN app.email TO STRANGER", "domain app.email: STRANGER loses USAGE"],
  ["MAINTAIN", "GRANT MAINTAIN ON app.orders TO APP", "table app.orders: APP loses MAINTAIN", 17],
  [
    "a function",
    "GRANT EXECUTE ON FUNCTION app.add(int, int) TO STRANGER",
    /function app\.add\(.*\): STRANGER loses EXECUTE/,
  ],
  [
    "a procedure",
    "GRANT EXECUTE ON PROCEDURE app.nothing() TO STRANGER",
    "procedure app.nothing(): STRANGER loses EXECUTE",
  ],
  [
    "an aggregate",
    "GRANT EXECUTE ON FUNCTION app.total(int) TO STRANGER",
    "aggregate app.total(integer): STRANGER loses EXECUTE",
  ],
  [
    "a window function",
    "GRANT EXECUTE ON FUNCTION app.place() TO STRANGER",
    "function app.place(): STRANGER loses EXECUTE",
  ],
  ["a foreign table", "GRANT SELECT ON app.far TO STRANGER", "foreign table app.far: STRANGER loses SELECT"],
  [
    "an owner of a foreign table",
    "ALTER FOREIGN TABLE app.far OWNER TO STRANGER",
    "foreign table app.far: STRANGER loses ownership to OWNER",
  ],
  [
    "an owner of an aggregate",
    "ALTER AGGREGATE app.total(int) OWNER TO STRANGER",
    "aggregate app.total(integer): STRANGER loses ownership to OWNER",
  ],
  ["an attribute", "ALTER ROLE APP SUPERUSER", /role APP: .*SUPERUSER/],
  ["an outsider made a member", "GRANT APP TO STRANGER", /STRANGER/],
  ["a membership in a predefined role", "GRANT pg_read_all_data TO APP", /pg_read_all_data/],
  ["a setting for all databases", "ALTER ROLE APP SET row_security TO off", /row_security/],
  [
    "an owner",
    "ALTER TABLE app.orders OWNER TO STRANGER",
    "table app.orders: STRANGER loses ownership to OWNER",
  ],
  [
    "an owner of a function",
    "ALTER FUNCTION app.count_all() OWNER TO STRANGER",
    "function app.count_all(): STRANGER loses ownership to OWNER",
  ],
  [
    "default privileges for schemas",
    "ALTER DEFAULT PRIVILEGES FOR ROLE OWNER GRANT CREATE ON SCHEMAS TO STRANGER",
    /default privileges of OWNER for schemas: STRANGER loses CREATE/,
  ],
  [
    "default privileges of a declared role that is no owner",
    "ALTER DEFAULT PRIVILEGES FOR ROLE APP GRANT SELECT ON TABLES TO PUBLIC",
    "default privileges of APP for tables: PUBLIC loses SELECT",
  ],
  [
    "a function's, beside the EXECUTE that PUBLIC has anyway",
    "ALTER DEFAULT PRIVILEGES FOR ROLE APP GRANT EXECUTE ON FUNCTIONS TO STRANGER",
    "default privileges of APP for functions: STRANGER loses EXECUTE",
  ],
  [
    "default privileges for large objects",
    "ALTER DEFAULT PRIVILEGES FOR ROLE OWNER GRANT SELECT ON LARGE OBJECTS TO STRANGER",
    /default privileges of OWNER for large objects: STRANGER loses SELECT/,
    18,
  ],
  [
    "default privileges with a grant option",
    "ALTER DEFAULT PRIVILEGES FOR ROLE OWNER IN SCHEMA app GRANT SELECT ON TABLES TO APP WITH GRANT OPTION",
    /default privileges of OWNER for tables in schema app: APP loses the grant option for SELECT/,
  ],
];
