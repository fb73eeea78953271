import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./password-encryption-weak";

export default defineProof({
  rule,
  bad: { setting: [setting("password_encryption", "md5")] },
  fixed: { setting: [setting("password_encryption", "scram-sha-256")] },
  notApplicable: { setting: [setting("autovacuum", "on")] },
  key: "password-encryption-weak:setting password_encryption",
  live: {
    kind: "sql",
    bad: ["SET LOCAL password_encryption = 'md5'"],
    fix: ["SET LOCAL password_encryption = 'scram-sha-256'"],
    key: "setting password_encryption",
  },
});
