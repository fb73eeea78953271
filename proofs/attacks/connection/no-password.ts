import { defineConnectionAttack } from "../../attack";
import { unexpected } from "../../connection/door";
import { heldBack, reached } from "../../observation";

/** Trust authentication shows itself: the server lets the role in before anything was asked. */
export default defineConnectionAttack({
  id: "connect-without-password",
  title: "Connects without a password",
  severity: "critical",
  aims: "login roles",
  refusals: ["28000"],
  why: "With trust in pg_hba.conf whoever reaches the port is any role it names.",
  defence: "pg_hba.conf without trust",
  fix: "replace trust in pg_hba.conf by scram-sha-256, and reload",
  run: async (door, { role }) => {
    const encrypted = await door.encrypted(role);
    const answer = encrypted.kind === "no tls" ? await door.plain(role) : encrypted;
    switch (answer.kind) {
      case "open":
        return reached("the server let it in without asking for anything");
      case "asks":
        return heldBack(`the server asks (${answer.method})`);
      default:
        return unexpected(answer);
    }
  },
});
