import { declared } from "../../testing/declared";
import { DATABASE } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./password-not-secret";

const input = { owner: "user mapping archive", property: "options", connects: true, form: "plain" } as const;

const mapping = (...secretInputs: string[]) => ({
  ...declared("postgresql:index/userMapping:UserMapping", "mapping", {
    serverName: "archive",
    userName: "app",
    options: { user: "reader", password: "Tq4-w0bW.of-chance" },
  }),
  provider: { database: DATABASE },
  secretInputs,
});

export default defineProof({
  rule,
  world: "declaration",
  bad: { passwordInput: [{ ...input, secret: false }] },
  fixed: { passwordInput: [{ ...input, secret: true }] },
  notApplicable: { passwordInput: [] },
  key: "password-not-secret:password user mapping archive",
  live: { kind: "none", because: "a server does not know how a password was declared" },
  declaration: {
    kind: "resources",
    bad: [mapping()],
    fixed: [mapping("options.password")],
  },
});
