/** Every property: the resource holds nothing but protection. */
const ALL = "every property";

/** The inputs that decide who may do what, who may come in and what is sent to whom, by the type of the resource. */
const PROTECTING: Readonly<Record<string, readonly string[] | typeof ALL>> = {
  "palisade:index:Access": ALL,
  "palisade:index:RowSecurity": ALL,
  "pulumi:providers:palisade": ["host", "tlsMode", "caCertificate", "caCertificateFile"],
  "pulumi:providers:postgresql": ["host", "scheme", "sslmode", "sslMode", "sslrootcert"],
  "postgresql:index/role:Role": [
    "assumeRole",
    "bypassRowLevelSecurity",
    "connectionLimit",
    "createDatabase",
    "createRole",
    "idleInTransactionSessionTimeout",
    "inherit",
    "login",
    "password",
    "passwordWo",
    "passwordWoVersion",
    "replication",
    "roles",
    "searchPaths",
    "statementTimeout",
    "superuser",
    "validUntil",
  ],
  "postgresql:index/grantRole:GrantRole": ["grantRole", "role", "withAdminOption"],
  "postgresql:index/grant:Grant": ALL,
  "postgresql:index/defaultPrivileges:DefaultPrivileges": ALL,
  "postgresql:index/database:Database": ["allowConnections", "connectionLimit", "owner"],
  "postgresql:index/schema:Schema": ["owner", "policies"],
  "postgresql:index/extension:Extension": ["schema", "version"],
  "postgresql:index/function:Function": ["body", "securityDefiner"],
  "postgresql:index/userMapping:UserMapping": ["options", "userName"],
  "postgresql:index/server:Server": ["options", "serverOwner"],
  "postgresql:index/subscription:Subscription": ["conninfo", "publications"],
  "postgresql:index/publication:Publication": ["allTables", "owner", "tables"],
};

/**
 * Those of the paths that touch what protects, in words of properties; `undefined` for a type that protects nothing. `*`
 * stands for every property.
 */
export function protectingAmong(type: string, paths: readonly string[]): readonly string[] | undefined {
  const protecting = PROTECTING[type];
  if (protecting === undefined) return undefined;
  const touched = paths.filter(
    (path) => path === "*" || protecting === ALL || protecting.includes(rootOf(path)),
  );
  return [...new Set(touched.map(rootOf))];
}

/** The property that a path begins with: `roles[0]`, `options.sslmode`, `["roles"]`. */
function rootOf(path: string): string {
  const quoted = /^\["((?:[^"\\]|\\.)*)"\]/.exec(path)?.[1];
  return quoted ?? path.replace(/[.[].*$/s, "");
}
