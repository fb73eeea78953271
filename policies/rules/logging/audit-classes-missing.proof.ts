import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./audit-classes-missing";

const loaded = setting("shared_preload_libraries", "pgaudit");

export default defineProof({
  rule,
  bad: { setting: [loaded, setting("pgaudit.log", "all, -role")] },
  fixed: { setting: [loaded, setting("pgaudit.log", "ddl, role, write")] },
  notApplicable: { setting: [setting("shared_preload_libraries", "")] },
  key: "audit-classes-missing:setting pgaudit.log",
  live: {
    kind: "as-is",
    provenBy: "pgaudit",
    because: "pgAudit is not part of PostgreSQL",
    finds: () => false,
  },
});
