import { VERIFIED_CONNECTION } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { finding, notApplicable, pass } from "../../verdict";

const VERIFYING: ReadonlySet<string> = new Set(["verify-ca", "verify-full"]);

export default defineRule({
  id: "connection-tls-unverified",
  title: "A provider does not verify which server it talks to",
  severity: "high",
  topic: "tls",
  scope: "object",
  world: "declaration",
  facts: ["connection"],
  about: "connections of providers over the network",
  why: "A provider sends the managing role's password and every statement. Without verification anybody on the way, or another process on the same machine that took the port, is given them. sslmode require encrypts, but proves nothing.",
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
    const name = connection.origin?.name ?? connection.provider;
    const property = connection.provider === "palisade" ? "tlsMode" : "sslmode";
    return finding(
      locate({ kind: "connection", name: `of provider ${name}` }, connection),
      mode === undefined
        ? `the ${connection.provider} provider ${name} leaves ${property} to its default, ${connection.defaultTlsMode}, which proves nothing`
        : `the ${connection.provider} provider ${name} has ${property} ${mode}, which ${mode === "disable" ? "does not even encrypt" : "proves nothing"}`,
      `set ${property} to verify-full`,
    );
  },
});
