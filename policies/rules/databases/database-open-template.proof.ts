import { declared } from "../../testing/declared";
import { DATABASE, database } from "../../testing/factories";
import { defineProof } from "../../testing/proof";
import { TWIN_ROLES } from "../../testing/twin";
import rule from "./database-open-template";

const here = (value: boolean) =>
  `DO $$BEGIN EXECUTE format('ALTER DATABASE %I IS_TEMPLATE ${value}', current_database()); END$$`;

const made = (isTemplate: boolean) =>
  declared("postgresql:index/database:Database", DATABASE, { name: DATABASE, owner: "owner", isTemplate });

export default defineProof({
  rule,
  bad: { database: [database({ template: true })] },
  fixed: { database: [database({ template: false })] },
  notApplicable: { database: [database({ name: "template1", template: true })] },
  key: "database-open-template:database shop",
  live: { kind: "sql", bad: [here(true)], fix: [here(false)], key: "database $db" },
  declaration: { kind: "resources", server: TWIN_ROLES, bad: [made(true)], fixed: [made(false)] },
});
