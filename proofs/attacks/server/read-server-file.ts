import { defineAttack, EVERYONE } from "../../attack";
import { scratchTable } from "../scratch";

const MAY_READ = "may read files of the server";

/** What is read is thrown away on the server: only a length or a count comes back. */
export default defineAttack({
  id: "read-server-file",
  title: "Reads the server's files",
  family: "server",
  severity: "critical",
  as: EVERYONE,
  target: "database",
  breaches: { "58P01": "it may look; only the file was not there" },
  why: "The server's account can read every table's data file, keys and configuration.",
  defence: "no membership in pg_read_server_files, and no EXECUTE on file functions",
  fix: "REVOKE pg_read_server_files FROM the role; REVOKE EXECUTE ON the file functions FROM the role and from PUBLIC",
  run: (context) => {
    const { prepare, table } = scratchTable(context.attacker.role);
    return context.attempts([
      { statements: ["SELECT length(pg_catalog.pg_read_file('PG_VERSION'))"], evidence: MAY_READ },
      { statements: ["SELECT length(pg_catalog.pg_read_binary_file('PG_VERSION'))"], evidence: MAY_READ },
      { statements: ["SELECT count(*) FROM pg_catalog.pg_ls_dir('.')"], evidence: MAY_READ },
      { statements: ["SELECT (pg_catalog.pg_stat_file('PG_VERSION')).size"], evidence: MAY_READ },
      { prepare, statements: [`COPY ${table} FROM '/dev/null'`], evidence: MAY_READ },
    ]);
  },
});
