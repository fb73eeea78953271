import { role } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./role-password-guessable";

export default defineProof({
  rule,
  bad: { role: [role({ guessed: "its own name" })] },
  fixed: { role: [role({ guessed: false })] },
  notApplicable: { role: [role({ login: false, guessed: "its own name" })] },
  key: "role-password-guessable:role app",
  live: {
    kind: "sql",
    setup: ROLES,
    bad: [`ALTER ROLE ${APP} PASSWORD 'changeme'`],
    fix: [`ALTER ROLE ${APP} PASSWORD 'FV3-quincunx-1977-otter'`],
    key: `role ${APP}`,
  },
  declaration: {
    kind: "none",
    because:
      "of a password the reader keeps nothing but its form; one in plain text is found by password-plaintext-input",
  },
});
