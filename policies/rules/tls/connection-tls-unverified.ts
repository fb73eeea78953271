import { displayIdentifier } from "../../../postgres/sql/quote";
import { VERIFIED_CONNECTION } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { inDatabase, type ObjectRef } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import type { ConnectionFact } from "../../facts/server";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, notApplicable, pass } from "../../verdict";

const VERIFYING: ReadonlySet<string> = new Set(["verify-ca", "verify-full"]);

export default defineRule({
  id: "connection-tls-unverified",
  title: "A connection does not verify which server it talks to",
  severity: "high",
  topic: "tls",
  scope: "object",
  facts: ["connection"],
  about: "connections over the network, of providers, subscriptions and foreign servers",
  why: "A provider sends the managing role's password and every statement; a subscription or a foreign server sends a stored password, and takes what comes back for its data. Without verification anybody on the way, or another process on the same machine that took the port, is given them. sslmode require encrypts, but proves nothing.",
  fix: "Set the mode to verify-full (verify-ca where the certificate cannot carry the name) and give the authority's certificate.",
  palisade: VERIFIED_CONNECTION,
  references: ["https://www.postgresql.org/docs/current/libpq-ssl.html"],
  catalogue: ["T14", "T16"],
  check(connection) {
    if (connection.verifiedByScheme) return pass;
    const declared = connection.tlsMode;
    // The mode decides first: with verify-full it does not matter what the host turns out to be.
    if (typeof declared === "string" && VERIFYING.has(declared)) return pass;
    const host = known(connection.host);
    if (host?.startsWith("/") || host?.startsWith("@")) {
      return notApplicable("a Unix socket has no TLS: the operating system says who is on the other side");
    }
    const mode = known(declared);
    if (mode === undefined && VERIFYING.has(connection.defaultTlsMode)) return pass;
    const { object, name } = speaksOf(connection);
    const property = connection.provider === "palisade" ? "tlsMode" : "sslmode";
    return finding(
      locate(object, connection),
      mode === undefined
        ? `the ${name} leaves ${property} to its default, ${connection.defaultTlsMode}, which proves nothing`
        : `the ${name} has ${property} ${mode}, which ${mode === "disable" ? "does not even encrypt" : "proves nothing"}`,
      fixOf(connection, property, mode === undefined),
    );
  },
});

/** Of a server and of migrations there is a statement; a program sets its resource's property. */
function fixOf({ madeFor, origin }: ConnectionFact, property: string, leftOut: boolean): string {
  if (origin !== undefined || madeFor === undefined) return `set ${property} to verify-full`;
  // The whole connection string would have to stand here, with its password.
  if (madeFor.kind === "subscription")
    return `set ${property} to verify-full in its connection string: ALTER SUBSCRIPTION ${sqlName(madeFor.name)} CONNECTION …`;
  return `ALTER SERVER ${sqlName(madeFor.name)} OPTIONS (${leftOut ? "ADD" : "SET"} sslmode 'verify-full'); -- and in sslrootcert the authority's certificate`;
}

function speaksOf({ madeFor, database, origin, provider }: ConnectionFact) {
  if (madeFor === undefined) {
    const name = origin?.name ?? provider;
    const object: ObjectRef = { kind: "connection", name: `of provider ${name}` };
    return { object, name: `${provider} provider ${name}` };
  }
  const name = `${madeFor.kind} ${displayIdentifier(madeFor.name)}`;
  const object: ObjectRef = { kind: "connection", ...inDatabase(database), name: `of ${name}` };
  return { object, name };
}
