import { DATABASE, setting } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import rule from "./security-label-unenforced";

const label = { database: DATABASE, provider: "anon", kind: "column", object: "app.users.email" };

export default defineProof({
  rule,
  bad: { securityLabel: [label], setting: [setting("shared_preload_libraries", "")] },
  fixed: { securityLabel: [label], setting: [setting("shared_preload_libraries", "anon")] },
  notApplicable: { setting: [setting("shared_preload_libraries", "")] },
  key: "security-label-unenforced:shop:security label anon on column app.users.email",
  live: {
    kind: "as-is",
    because: "PostgreSQL brings no provider that a test could load",
    finds: () => false,
  },
});
