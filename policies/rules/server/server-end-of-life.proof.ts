import { defineProof } from "../../testing/proof";
import rule from "./server-end-of-life";

export default defineProof({
  rule,
  now: new Date("2026-11-13T00:00:00Z"),
  bad: { server: [{ version: 140_025 }] },
  fixed: { server: [{ version: 150_025 }] },
  notApplicable: { server: [] },
  key: "server-end-of-life:server PostgreSQL 14",
  live: {
    kind: "as-is",
    because: "a server cannot change its version",
    finds: (major) => major === 14,
  },
  example: {
    language: "text",
    bad: ["PostgreSQL 14.25, since 12 November 2026"],
    fixed: ["PostgreSQL 15.25"],
  },
});
