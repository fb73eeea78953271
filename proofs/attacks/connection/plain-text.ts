import { defineConnectionAttack } from "../../attack";
import { unexpected } from "../../connection/door";
import { reached } from "../../observation";

/** No password is sent: a server that asks for one in plain text has already said yes. */
export default defineConnectionAttack({
  id: "connect-in-plain-text",
  title: "Connects without TLS",
  severity: "high",
  aims: "login roles",
  refusals: ["28000"],
  why: "Without TLS everything can be read and changed on the way, and a server that accepts it lets clients fall back to it.",
  defence: "pg_hba.conf with hostssl lines only, or hostnossl … reject",
  fix: "replace host lines in pg_hba.conf by hostssl (on managed services: force SSL), and reload",
  run: async (door, { role }) => {
    const answer = await door.plain(role);
    switch (answer.kind) {
      case "asks":
        return reached(`the server asked for a password (${answer.method}) in plain text`);
      case "open":
        return reached("the server let it in, in plain text and without a password");
      default:
        return unexpected(answer);
    }
  },
});
