import type { Rule } from "../../rule";
import columnBlocksUpgrade from "./column-blocks-upgrade";
import databaseOpenTemplate from "./database-open-template";
import databaseOwnedBySuperuser from "./database-owned-by-superuser";
import databaseSearchPathOpen from "./database-search-path-open";
import databaseSettingUnsafe from "./database-setting-unsafe";
import databaseUnprotected from "./database-unprotected";
import schemaOwnedBySuperuser from "./schema-owned-by-superuser";
import tableOwnerDiffers from "./table-owner-differs";

/** The rules about databases, schemas and their owners. */
export const DATABASE_RULES = [
  databaseOpenTemplate,
  databaseOwnedBySuperuser,
  databaseSearchPathOpen,
  databaseSettingUnsafe,
  databaseUnprotected,
  schemaOwnedBySuperuser,
  columnBlocksUpgrade,
  tableOwnerDiffers,
] as const satisfies readonly Rule[];
