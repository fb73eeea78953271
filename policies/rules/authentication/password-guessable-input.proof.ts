import { declared } from "../../testing/declared";
import { DATABASE } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./password-guessable-input";

const input = { owner: "subscription orders", property: "conninfo", connects: true, form: "plain" } as const;

const subscription = (password: string) =>
  declared("postgresql:index/subscription:Subscription", "orders", {
    database: DATABASE,
    name: "orders",
    conninfo: `host=db.example.com sslmode=verify-full user=replica password=${password}`,
    publications: ["everything"],
  });

export default defineProof({
  rule,
  world: "declaration",
  bad: { passwordInput: [{ ...input, guessed: "a common password" }] },
  fixed: { passwordInput: [{ ...input, guessed: false }] },
  notApplicable: { passwordInput: [] },
  key: "password-guessable-input:password subscription orders",
  live: { kind: "none", because: "a server does not know how a password was declared" },
  declaration: {
    kind: "resources",
    bad: [subscription("changeme")],
    fixed: [subscription("Tq4-w0bW.of-chance")],
  },
});
