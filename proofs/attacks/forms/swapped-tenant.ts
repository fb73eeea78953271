import { tokenAttack } from "./tokens";

/** What stands before the values (the version, the key's id, the expiry) and behind them (the signature). */
const BEFORE = 3;

export default tokenAttack({
  id: "token-swapped-tenant",
  title: "Reads another tenant's rows with its own token in which it changed the tenant",
  why: "Everybody has a good token of their own: its signature must not serve for another tenant.",
  defence: "the form signed: the signature is made over the tenant, the expiry and the key's id",
  fix: "let the next update restore the function palisade_tenancy.signed_tenant, or sign what is compared",
  tokens: ({ sessions }, table, { own, other }) => {
    const mine = sessions.token(table, own).split(".");
    const theirs = sessions.token(table, other).split(".");
    return [{ token: [...mine.slice(0, BEFORE), ...theirs.slice(BEFORE, -1), ...mine.slice(-1)].join(".") }];
  },
});
