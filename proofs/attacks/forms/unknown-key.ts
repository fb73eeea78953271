import { throwAwayKey } from "../../seed/tenant-sessions";
import { tokenAttack } from "./tokens";

export default tokenAttack({
  id: "token-unknown-key",
  title: "Reads another tenant's rows with a token of a key that nobody declared, or that was taken away",
  why: "Whoever makes a key can sign with it: only keys of the table count, and none that a rotation has removed.",
  defence: "the form signed: a token by a key that is not in the table is refused",
  fix: "let the next update restore the function palisade_tenancy.signed_tenant; refuse what no key is found for",
  tokens: ({ sessions }, table, { other }) => [
    { token: sessions.token(table, other, throwAwayKey()) },
    { token: sessions.token(table, other), prepare: sessions.withdrawKey() },
  ],
});
