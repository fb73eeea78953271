import { VERIFIER } from "../../testing/declared";
import { defineProof } from "../../testing/proof";
import { roleResource } from "../../testing/twin";
import rule from "./password-plaintext-input";

const input = { owner: "role app", property: "password" };

export default defineProof({
  rule,
  world: "declaration",
  bad: { passwordInput: [{ ...input, form: "plain" }] },
  fixed: { passwordInput: [{ ...input, form: "scram-sha-256" }] },
  notApplicable: { passwordInput: [] },
  key: "password-plaintext-input:password role app",
  live: { kind: "none", because: "a server does not know how a password was declared" },
  declaration: {
    kind: "resources",
    bad: [roleResource({ password: "correct horse" })],
    fixed: [roleResource({ password: VERIFIER })],
  },
});
