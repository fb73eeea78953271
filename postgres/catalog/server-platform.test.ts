import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { platformOf } from "./server-platform";

describe("the platform of a server", () => {
  const nobody = new Set<string>();
  for (const [what, settings, roles, platform] of [
    ["is RDS by its settings", ["fsync", "rds.force_ssl"], nobody, "rds"],
    ["is Cloud SQL by its settings", ["cloudsql.iam_authentication"], nobody, "cloud-sql"],
    ["is Azure by its settings", ["azure.extensions"], nobody, "azure"],
    ["is Neon by its settings", ["neon.timeline_id"], nobody, "neon"],
    ["is Supabase by its roles", ["fsync"], new Set(["supabase_admin"]), "supabase"],
    ["is self-hosted without any mark", ["fsync", "ssl"], new Set(["postgres"]), "self-hosted"],
  ] as const) {
    test(what, () => assert.equal(platformOf(settings, roles), platform));
  }
});
