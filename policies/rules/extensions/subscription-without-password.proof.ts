import { DATABASE } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./subscription-without-password";

const subscription = { database: DATABASE, name: "orders", owner: "app", enabled: true, runsAsOwner: false };

export default defineProof({
  rule,
  bad: { subscription: [{ ...subscription, passwordRequired: false }] },
  fixed: { subscription: [{ ...subscription, passwordRequired: true }] },
  notApplicable: { subscription: [] },
  key: "subscription-without-password:shop:subscription orders",
  live: {
    kind: "sql",
    from: 16,
    bad: [
      "CREATE SUBSCRIPTION palisade_proof CONNECTION 'host=203.0.113.1' PUBLICATION p WITH (connect = false, slot_name = NONE, password_required = false)",
    ],
    fix: ["ALTER SUBSCRIPTION palisade_proof SET (password_required = true)"],
    key: "$db:subscription palisade_proof",
  },
});
