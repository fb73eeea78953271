import type { Rule } from "../../rule";
import roleAdminOption from "./role-admin-option";
import roleBypassrlsLogin from "./role-bypassrls-login";
import roleCreatedbLogin from "./role-createdb-login";
import roleCreateroleLogin from "./role-createrole-login";
import roleExpired from "./role-expired";
import roleMemberOfBypassrls from "./role-member-of-bypassrls";
import roleMemberOfCreaterole from "./role-member-of-createrole";
import roleMemberOfDataAccess from "./role-member-of-data-access";
import roleMemberOfOperations from "./role-member-of-operations";
import roleMemberOfServerAccess from "./role-member-of-server-access";
import roleMemberOfSuperuser from "./role-member-of-superuser";
import roleMemberOfTableOwner from "./role-member-of-table-owner";
import roleNoConnectionLimit from "./role-no-connection-limit";
import roleNoTimeouts from "./role-no-timeouts";
import rolePasswordGuessable from "./role-password-guessable";
import rolePasswordMd5 from "./role-password-md5";
import roleReplicationLogin from "./role-replication-login";
import roleSearchPathOpen from "./role-search-path-open";
import roleSettingUnsafe from "./role-setting-unsafe";
import roleSuperuserLogin from "./role-superuser-login";
import roleUnused from "./role-unused";
import roleWithoutPassword from "./role-without-password";

/** The rules about roles and what they can become. */
export const ROLE_RULES = [
  roleAdminOption,
  roleBypassrlsLogin,
  roleCreatedbLogin,
  roleCreateroleLogin,
  roleExpired,
  roleMemberOfBypassrls,
  roleMemberOfCreaterole,
  roleMemberOfDataAccess,
  roleMemberOfOperations,
  roleMemberOfServerAccess,
  roleMemberOfSuperuser,
  roleMemberOfTableOwner,
  roleNoConnectionLimit,
  roleNoTimeouts,
  rolePasswordGuessable,
  rolePasswordMd5,
  roleReplicationLogin,
  roleSearchPathOpen,
  roleSettingUnsafe,
  roleSuperuserLogin,
  roleUnused,
  roleWithoutPassword,
] as const satisfies readonly Rule[];
