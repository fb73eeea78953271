import { defineConnectionAttack } from "../../attack";
import { unexpected } from "../../connection/door";
import { heldBack, moot, reached } from "../../observation";

export default defineConnectionAttack({
  id: "connect-with-weak-method",
  title: "Is asked for its password by a weak method (md5, cleartext)",
  severity: "high",
  aims: "login roles",
  refusals: ["28000"],
  why: "An md5 hash read from the server serves in place of the password, and cleartext hands the password to whoever answers.",
  defence: "scram-sha-256 in pg_hba.conf and for every stored password",
  fix: "set password_encryption = scram-sha-256, set the role's password anew, and use scram-sha-256 in pg_hba.conf",
  run: async (door, { role }) => {
    const encrypted = await door.encrypted(role);
    const answer = encrypted.kind === "no tls" ? await door.plain(role) : encrypted;
    switch (answer.kind) {
      case "asks":
        return answer.method === "md5" || answer.method === "cleartext password"
          ? reached(`the server asks for its password by ${answer.method}`)
          : heldBack(`the server asks by ${answer.method}`);
      case "open":
        return moot("the server asks for no password at all");
      default:
        return unexpected(answer);
    }
  },
});
