/** Wrappers whose servers have libpq's parameters for options. */
export const LIBPQ_WRAPPERS: readonly string[] = ["postgres_fdw", "dblink_fdw"];

/** The options that say whom a foreign server is and how it is verified. No other one is ever read: it may be a secret. */
const SERVER_OPTIONS = ["host", "hostaddr", "service", "sslmode", "sslrootcert"] as const;

/** See {@link SERVER_OPTIONS}. */
export type ServerOption = (typeof SERVER_OPTIONS)[number];

/** What is read of the options of a connection: see {@link SERVER_OPTIONS}. */
export type ConnectionOptions = { readonly [O in ServerOption]?: string };

/** A foreign server (CREATE SERVER) that is PostgreSQL too. */
export interface ForeignServer {
  readonly name: string;
  readonly options: ConnectionOptions;
}

/** True for the options of {@link SERVER_OPTIONS}. */
export function isServerOption(name: string): name is ServerOption {
  return (SERVER_OPTIONS as readonly string[]).includes(name);
}

const listed = (names: readonly string[]) => names.map((name) => `'${name}'`).join(", ");

/** {@link SERVER_OPTIONS} as a list of literals. */
export const LISTED_OPTIONS = listed(SERVER_OPTIONS);

/** The query for the foreign servers of the database. */
export const FOREIGN_SERVERS_QUERY = `
  SELECT s.srvname,
         (SELECT pg_catalog.json_object_agg(o.option_name, o.option_value)
            FROM pg_catalog.pg_options_to_table(s.srvoptions) o WHERE o.option_name IN (${LISTED_OPTIONS}))
    FROM pg_catalog.pg_foreign_server s JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
   WHERE w.fdwname IN (${listed(LIBPQ_WRAPPERS)}) ORDER BY s.srvname COLLATE "C"`;

/** Reads the rows of {@link FOREIGN_SERVERS_QUERY}. */
export function foreignServersFrom(rows: readonly unknown[][]): ForeignServer[] {
  return rows.map(([name, options]) => ({
    name: name as string,
    options: (options as ForeignServer["options"] | null) ?? {},
  }));
}
