import { defineConnectionAttack } from "../../attack";
import { unexpected } from "../../connection/door";
import { heldBack, reached, unable } from "../../observation";

/** Whether clients can use `sslmode=verify-full` at all: if not, anybody in between can be the server. */
export default defineConnectionAttack({
  id: "connect-to-impostor",
  title: "Is shown a certificate that proves nothing",
  severity: "high",
  aims: "server",
  why: "Where the certificate does not verify, clients must switch the check off, and then any server in between is as good as the real one.",
  defence: "a certificate for the host's name, signed by an authority that clients have",
  fix: "issue a certificate for the name that clients connect to, give clients the authority (sslrootcert), and connect with sslmode=verify-full",
  run: async (door, { role }) => {
    const answer = await door.encrypted(role, {
      rejectUnauthorized: true,
      ...(door.ca === undefined ? {} : { ca: door.ca }),
    });
    switch (answer.kind) {
      case "asks":
      case "open":
      case "refused":
        return heldBack("the certificate stands up to sslmode=verify-full");
      case "no tls":
        return reached("the server offers no TLS, so it proves nothing of itself");
      case "no handshake":
        return door.ca === undefined
          ? unable(
              `no authority was given (sslrootcert), and the public ones do not know it (${answer.code})`,
            )
          : reached(`the certificate does not stand up to sslmode=verify-full (${answer.code})`);
      default:
        return unexpected(answer);
    }
  },
});
