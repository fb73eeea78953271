import type { Session } from "../../postgres/connect/session";
import type { Kea } from "./kea";
import type { Attempt } from "./probe";

/** What one round of work left behind, as the application reads it. */
export interface Worked {
  /** Leases that the triggers counted, after one was added, and after it was given back. */
  readonly counted: readonly [number, number];
  /** The number that a sequence gave to a reservation. */
  readonly reservation: number;
  /** Lines of the audit that the triggers wrote for one changed parameter. */
  readonly audited: number;
}

/**
 * A day of the server in small, with its own statements: a lease is given, counted by triggers, and given back; a
 * reservation is made; a parameter of the configuration is changed under its audit; and everything is wiped by the
 * package's own script.
 */
export async function work(session: Session, kea: Kea): Promise<Worked> {
  const address = 0xc0000201;
  await insert(session, kea, "lease4", {
    address,
    hwaddr: Buffer.from("020000000001", "hex"),
    valid_lifetime: 3600,
    expire: new Date(),
    subnet_id: 7,
    fqdn_fwd: false,
    fqdn_rev: false,
    hostname: "host.example",
    state: 0,
    user_context: JSON.stringify({ ISC: { "client-classes": ["ALL", "printers"] } }),
  });
  const given = await leases(session);
  await session.query("DELETE FROM lease4 WHERE address = $1", [address]);
  const returned = await leases(session);
  await insert(session, kea, "hosts", {
    dhcp_identifier: Buffer.from("020000000002", "hex"),
    dhcp_identifier_type: 0,
    dhcp4_subnet_id: 7,
    hostname: "printer.example",
  });
  const [host] = await session.query<{ id: number }>("SELECT max(host_id)::int AS id FROM hosts");
  await session.query("BEGIN");
  const revision = kea.statements.find((text) => /^select createAuditRevisionDHCP4/i.test(text)) ?? "";
  await session.query(revision, [new Date(), "all", "a parameter is set", false]);
  await session.query(
    "INSERT INTO dhcp4_global_parameter (name, value, parameter_type, modification_ts) VALUES ('renew-timer', '900', 0, now())",
  );
  await session.query("COMMIT");
  const [audit] = await session.query<{ count: number }>("SELECT count(*)::int AS count FROM dhcp4_audit");
  await session.query(kea.wipe);
  return { counted: [given, returned], reservation: host?.id ?? 0, audited: audit?.count ?? 0 };
}

async function leases(session: Session): Promise<number> {
  const [row] = await session.query<{ sum: number }>(
    "SELECT coalesce(sum(leases), 0)::int AS sum FROM lease4_stat",
  );
  return row?.sum ?? 0;
}

/** The program's own INSERT, with these values and nulls for its other columns. */
async function insert(
  session: Session,
  kea: Kea,
  table: string,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const form = new RegExp(`^INSERT INTO ${table}\\(([^)]*)\\)\\s*VALUES \\(\\s*\\$1`);
  const statement = kea.statements.find((text) => form.test(text));
  const columns = form
    .exec(statement ?? "")?.[1]
    ?.split(",")
    .map((name) => name.trim());
  if (statement === undefined || columns === undefined)
    throw new Error(`the program has no INSERT for ${table}`);
  await session.query(
    statement,
    columns.map((name) => values[name] ?? null),
  );
}

/** What only the owner of the database needs, and the application does not. */
export const STRUCTURE: readonly Attempt[] = [
  "DROP TABLE logs",
  "ALTER TABLE lease4 ADD COLUMN note text",
  "ALTER TABLE lease4 DISABLE TRIGGER USER",
  "ALTER TABLE lease4 OWNER TO CURRENT_USER",
  "CREATE INDEX ON lease4 (hostname)",
  "CREATE TRIGGER mine BEFORE INSERT ON lease4 FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
  "CREATE POLICY mine ON lease4 USING (true)",
  "TRUNCATE lease4",
  "CREATE TABLE mine (id int)",
  "CREATE TEMPORARY TABLE mine (id int)",
  "CREATE FUNCTION mine() RETURNS int LANGUAGE sql RETURN 1",
  "CREATE VIEW mine AS SELECT 1 AS one",
  "CREATE SCHEMA mine",
  "DROP FUNCTION lease4DumpHeader()",
  "ALTER SEQUENCE hosts_host_id_seq RESTART",
  "SELECT setval('hosts_host_id_seq', 1)",
  "COMMENT ON TABLE lease4 IS 'mine'",
  "ALTER DATABASE kea SET search_path = mine",
  "ALTER SCHEMA public RENAME TO mine",
].map((sql) => ({ name: sql, sql }));
