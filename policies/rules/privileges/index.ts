import type { Rule } from "../../rule";
import defaultPrivilegePublic from "./default-privilege-public";
import defaultPrivilegePublicExecute from "./default-privilege-public-execute";
import grantDatabaseCreate from "./grant-database-create";
import grantOptionOutsideOwner from "./grant-option-outside-owner";
import grantPublicCreate from "./grant-public-create";
import grantPublicDatabase from "./grant-public-database";
import grantPublicExecuteDefiner from "./grant-public-execute-definer";
import grantPublicForeign from "./grant-public-foreign";
import grantPublicLargeObject from "./grant-public-large-object";
import grantPublicSchemaUsage from "./grant-public-schema-usage";
import grantPublicTable from "./grant-public-table";
import grantPublicTablespace from "./grant-public-tablespace";
import grantSchemaCreate from "./grant-schema-create";
import grantTruncateReferencesTrigger from "./grant-truncate-references-trigger";
import graphqlOpenToAnonymous from "./graphql-open-to-anonymous";
import graphqlOpenToSignedIn from "./graphql-open-to-signed-in";
import largeObjectPrivilegesOff from "./large-object-privileges-off";
import parameterGranted from "./parameter-granted";
import queueOpenToRequests from "./queue-open-to-requests";
import secretCatalogReadable from "./secret-catalog-readable";
import sensitiveColumnReadable from "./sensitive-column-readable";
import systemPrivilegesLoosened from "./system-privileges-loosened";
import tableOpenToRequests from "./table-open-to-requests";
import viewExposesUsers from "./view-exposes-users";

/** The rules about privileges. */
export const PRIVILEGE_RULES = [
  defaultPrivilegePublic,
  defaultPrivilegePublicExecute,
  grantDatabaseCreate,
  grantOptionOutsideOwner,
  grantPublicCreate,
  grantPublicDatabase,
  grantPublicExecuteDefiner,
  grantPublicForeign,
  grantPublicLargeObject,
  grantPublicSchemaUsage,
  grantPublicTable,
  grantPublicTablespace,
  grantSchemaCreate,
  grantTruncateReferencesTrigger,
  graphqlOpenToAnonymous,
  graphqlOpenToSignedIn,
  largeObjectPrivilegesOff,
  parameterGranted,
  queueOpenToRequests,
  secretCatalogReadable,
  sensitiveColumnReadable,
  systemPrivilegesLoosened,
  tableOpenToRequests,
  viewExposesUsers,
] as const satisfies readonly Rule[];
