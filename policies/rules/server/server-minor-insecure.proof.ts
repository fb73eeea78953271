import { releaseOf } from "../../../postgres/model/releases";
import { defineProof } from "../../testing/proof";
import rule from "./server-minor-insecure";

const floor = releaseOf(180_000)?.secureMinor ?? 0;

export default defineProof({
  rule,
  bad: { server: [{ version: 180_000 + floor - 1 }] },
  fixed: { server: [{ version: 180_000 + floor }] },
  notApplicable: { server: [{ version: 190_000 }] },
  key: `server-minor-insecure:server PostgreSQL 18.${floor - 1}`,
  live: {
    kind: "as-is",
    because: "a server cannot change its version; the ones for tests are of May 2026",
    finds: () => true,
  },
  example: {
    language: "text",
    bad: [`PostgreSQL 18.${floor - 1}`],
    fixed: [`PostgreSQL 18.${floor}`],
  },
});
