import { displayIdentifier } from "../../../postgres/sql/quote";
import { CLIENTS } from "../../examples/programs";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { finding, notApplicable, pass } from "../../verdict";

export default defineRule({
  id: "session-without-tls",
  title: "A session is open without encryption",
  severity: "medium",
  topic: "tls",
  scope: "object",
  facts: ["session"],
  about: "sessions over the network",
  why: "What the session sends and receives can be read and changed on the way. That TLS is possible does not help whoever does not use it.",
  fix: "Let the client connect with sslmode=verify-full, and let pg_hba.conf admit nothing else (hostssl).",
  palisade: CLIENTS,
  references: ["https://www.postgresql.org/docs/current/libpq-ssl.html"],
  catalogue: ["T16"],
  check(session) {
    if (session.address === null) return notApplicable("there are only sessions over the local socket");
    if (session.encrypted) return pass;
    const from = `${session.user}@${session.address}`;
    return finding(
      locate({ kind: "session", database: session.database, name: from }, session),
      `${session.count === 1 ? "a session" : `${session.count} sessions`} of ${displayIdentifier(session.user)} from ${session.address} ${session.count === 1 ? "is" : "are"} not encrypted`,
    );
  },
});
