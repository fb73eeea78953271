import { createHash } from "node:crypto";
import type { Session } from "../connect/session";

/** What of the server and of the reading role decides which catalogs can be asked. */
export interface CatalogReader {
  /** `server_version_num`, or the first number of the same major. */
  readonly version: number;
  /** Whether the role may read `pg_authid`, and so passwords. */
  readonly readsPasswords: boolean;
}

/** Catalog → the first major that has it, where 14 has it not. */
const SINCE: Readonly<Record<string, number>> = { pg_parameter_acl: 15, pg_publication_namespace: 15 };

/**
 * The catalogs whose rows decide what a reading finds, in the session's database and on its server. Not among them are
 * statistics, comments, and what is never asked about.
 */
export const VERSIONED_CATALOGS: readonly string[] = [
  ...[
    "pg_aggregate",
    "pg_am",
    "pg_attrdef",
    "pg_attribute",
    "pg_cast",
    "pg_class",
    "pg_collation",
    "pg_constraint",
  ],
  ...["pg_conversion", "pg_default_acl", "pg_depend", "pg_enum", "pg_event_trigger", "pg_extension"],
  ...["pg_foreign_data_wrapper", "pg_foreign_server", "pg_foreign_table", "pg_index", "pg_inherits"],
  ...["pg_init_privs", "pg_language", "pg_largeobject_metadata", "pg_namespace", "pg_opclass", "pg_operator"],
  ...["pg_opfamily", "pg_partitioned_table", "pg_policy", "pg_proc", "pg_publication", "pg_publication_rel"],
  ...["pg_publication_namespace", "pg_range", "pg_rewrite", "pg_seclabel", "pg_sequence", "pg_statistic_ext"],
  ...["pg_trigger", "pg_ts_config", "pg_ts_dict", "pg_type"],
  // Of the whole server.
  ...["pg_auth_members", "pg_database", "pg_db_role_setting", "pg_parameter_acl", "pg_shseclabel"],
  "pg_tablespace",
];

/**
 * A text that is the same as long as nothing that a reading finds has changed: nobody has made, changed or removed a row of
 * the catalogs, the server was not started anew and took no configuration, and the reader is the same role.
 *
 * Every change of a row makes a new version of it, with the number of the transaction that made it and a place of its own
 * (`xmin` and `ctid`: PostgreSQL's documentation, System Columns). Those are hashed, and the rows counted, by the server: a
 * tenth of what a reading of a thousand tables takes. What PostgreSQL changes in a row without a new version of it are
 * statistics, hints and horizons of freezing. A restart counts because a server that was restored gives out the same
 * numbers again. Another text may also stand for the same state: VACUUM FULL of a catalog, a temporary table.
 */
export async function readCatalogVersion(session: Session, reader: CatalogReader): Promise<string> {
  const major = Math.floor(reader.version / 10_000);
  const catalogs = VERSIONED_CATALOGS.filter((name) => (SINCE[name] ?? 0) <= major);
  const parts = [...catalogs, ...(reader.readsPasswords ? ["pg_authid"] : []), OWNERS_HERE].map((name) =>
    sumOf(ROW_VERSION, `pg_catalog.${name}`),
  );
  const [row = []] = await session.rows(
    `SELECT pg_catalog.current_setting('server_version_num'), CURRENT_USER, pg_catalog.pg_postmaster_start_time()::text,
            pg_catalog.pg_conf_load_time()::text,
            ${[...parts, ...WITHOUT_VERSIONS].join(", ")}`,
  );
  return createHash("sha256").update(JSON.stringify(row)).digest("hex").slice(0, 32);
}

/** The version of a row, and where it lies. */
const ROW_VERSION = "pg_catalog.hash_array_extended(ARRAY[xmin], pg_catalog.hashtid(ctid))";

/** Who owns what, without what lies in other databases. */
const OWNERS_HERE = `pg_shdepend
  WHERE dbid IN (0, (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()))`;

/** What is not everybody's to read, as much of it as is. */
const WITHOUT_VERSIONS = [
  sumOf("pg_catalog.hashtextextended(r::text, 0)", "pg_catalog.pg_roles r"),
  sumOf(
    "pg_catalog.hashtextextended(pg_catalog.concat_ws(' ', s.oid, s.subdbid, s.subowner, s.subenabled, s.subname), 0)",
    "pg_catalog.pg_subscription s",
  ),
];

/** How many rows there are, and the sum of their hashes, which knows no order. */
function sumOf(hash: string, from: string): string {
  return `(SELECT pg_catalog.concat_ws(' ', pg_catalog.count(*), pg_catalog.sum(${hash})) FROM ${from})`;
}
