import { throwAwayKey } from "../../seed/tenant-sessions";
import { tokenAttack } from "./tokens";

export default tokenAttack({
  id: "token-forged-signature",
  title: "Reads another tenant's rows with a token whose signature is forged",
  why: "A signed tenant is worth as much as the check of its signature: every digit of it, by the key that the token names.",
  defence: "the form signed: a function that compares the whole signature, by a key that nobody can read",
  fix: "let the next update restore the function palisade_tenancy.signed_tenant, or compare the whole HMAC",
  tokens: ({ sessions }, table, { other }) => {
    const good = sessions.token(table, other);
    const keyId = good.split(".")[1] ?? "";
    const last = good.endsWith("0") ? "1" : "0";
    return [
      { token: `${good.slice(0, -1)}${last}` },
      { token: good.slice(0, good.lastIndexOf(".") + 1) },
      { token: sessions.token(table, other, { ...throwAwayKey(), keyId }) },
    ];
  },
});
