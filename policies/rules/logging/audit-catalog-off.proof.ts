import { setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./audit-catalog-off";

const loaded = setting("shared_preload_libraries", "pgaudit");

export default defineProof({
  rule,
  bad: { setting: [loaded, setting("pgaudit.log_catalog", "off")] },
  fixed: { setting: [loaded, setting("pgaudit.log_catalog", "on")] },
  notApplicable: { setting: [setting("shared_preload_libraries", "")] },
  key: "audit-catalog-off:setting pgaudit.log_catalog",
  live: {
    kind: "as-is",
    provenBy: "pgaudit",
    because: "pgAudit is not part of PostgreSQL",
    finds: () => false,
  },
});
