import { defineConnectionAttack } from "../../attack";
import { unexpected } from "../../connection/door";
import { heldBack, moot, reached, unable } from "../../observation";

/** What the server says when the version is too old for it (OpenSSL's alert 70, protocol_version). */
const TOO_OLD = new Set(["ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE"]);

/** SECLEVEL=0 lets our own side speak so old a version at all. */
const OLD_TLS = {
  minVersion: "TLSv1",
  maxVersion: "TLSv1.1",
  ciphers: "ALL:@SECLEVEL=0",
  rejectUnauthorized: false,
} as const;

export default defineConnectionAttack({
  id: "connect-by-old-tls",
  title: "Connects by TLS 1.1 or older",
  severity: "medium",
  aims: "server",
  why: "TLS 1.0 and 1.1 rest on broken hashes and are withdrawn (RFC 8996).",
  defence: "ssl_min_protocol_version = 'TLSv1.2' or later (PostgreSQL's default)",
  fix: "set ssl_min_protocol_version to TLSv1.2 or TLSv1.3",
  run: async (door, { role }) => {
    const answer = await door.encrypted(role, OLD_TLS);
    switch (answer.kind) {
      case "asks":
      case "open":
      case "refused":
        return reached("the server spoke TLS 1.1 or older");
      case "no tls":
        return moot("the server offers no TLS");
      case "no handshake":
        return TOO_OLD.has(answer.code)
          ? heldBack("the server refused the version")
          : unable(`the TLS handshake failed for another reason (${answer.code})`);
      default:
        return unexpected(answer);
    }
  },
});
