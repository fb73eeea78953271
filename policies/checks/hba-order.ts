import { isIP } from "node:net";
import type { HbaFact } from "../facts/server";
import { inNetwork, mayAdmit, prefixLength } from "./hba";

/**
 * The lines of pg_hba.conf that decide about a role: the first one that fits a connection is the only one that counts, so
 * that a line behind another that fits all the same connections of the role decides nothing.
 */
export function decidingLines(
  lines: readonly HbaFact[],
  role: { readonly name: string; readonly replicates: boolean },
  isMemberOf: (group: string) => boolean,
): HbaFact[] {
  const may = lines.filter(
    (line) => mayAdmit(line, role.name, isMemberOf) && (role.replicates || isForDatabases(line)),
  );
  const takesAllOf = (line: HbaFact) => (earlier: HbaFact) =>
    isSurelyFor(earlier, role.name, isMemberOf) && coversConnections(earlier, line);
  // Their order is that of the list: since PostgreSQL 16 included files count their lines anew.
  return may.filter((line, at) => !may.slice(0, at).some(takesAllOf(line)));
}

/** Only roles with REPLICATION get further than the login on a connection that `replication` is for. */
function isForDatabases({ databases }: HbaFact): boolean {
  return databases.some((name) => name !== "replication");
}

/** As `mayAdmit`, but for patterns, of which it is not known whom they are for. */
function isSurelyFor(line: HbaFact, role: string, isMemberOf: (group: string) => boolean): boolean {
  const users = line.users.filter((user) => !user.startsWith("/"));
  return mayAdmit({ ...line, users }, role, isMemberOf);
}

/** True where every connection that the later line fits, whoever makes it, fits the earlier one too. */
export function coversConnections(earlier: HbaFact, later: HbaFact): boolean {
  return (
    coversType(earlier.type, later.type) && coversDatabases(earlier, later) && coversAddresses(earlier, later)
  );
}

function coversType(earlier: string | null, later: string | null): boolean {
  return earlier === later || (earlier === "host" && later !== "local");
}

/** `all` is for everything but `replication`. */
function coversDatabases({ databases }: HbaFact, later: HbaFact): boolean {
  return later.databases.every(
    (name) => databases.includes(name) || (name !== "replication" && databases.includes("all")),
  );
}

function coversAddresses(earlier: HbaFact, later: HbaFact): boolean {
  if (earlier.address === "all") return true;
  if (earlier.address === later.address && earlier.netmask === later.netmask) return true;
  const [outer, inner] = [networkOf(earlier), networkOf(later)];
  if (outer === undefined || inner === undefined || isIP(outer.address) !== isIP(inner.address)) return false;
  return outer.bits <= inner.bits && inNetwork(inner.address, outer.address, outer.bits);
}

function networkOf({ address, netmask }: HbaFact) {
  if (address === null || netmask === null || isIP(address) === 0) return undefined;
  const bits = prefixLength(netmask);
  return bits === undefined ? undefined : { address, bits };
}
