import { defineProof } from "../../testing/proof";
import rule from "./waiver-expired";

const waiver = {
  key: "rls-not-forced:shop:table app.orders",
  reason: "the table goes in May",
  expires: "2027-01-31",
  expired: false,
  used: true,
};

export default defineProof({
  rule,
  bad: { waiver: [{ ...waiver, expired: true }] },
  fixed: { waiver: [waiver] },
  notApplicable: { waiver: [] },
  key: "waiver-expired:waiver rls-not-forced:shop:table app.orders",
  live: { kind: "none", because: "waivers are no part of a server" },
  example: {
    language: "json",
    bad: [
      '{ "key": "rls-not-forced:shop:table app.orders", "reason": "the table goes in May", "expires": "2026-05-31" }',
    ],
    fixed: [
      '{ "key": "rls-not-forced:shop:table app.orders", "reason": "the table goes in May", "expires": "2027-05-31" }',
    ],
  },
});
