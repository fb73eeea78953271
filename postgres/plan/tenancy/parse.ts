import { Reader } from "../input-reader";
import type { Problem } from "../plan";
import { TENANT_COLUMN_TYPES } from "../words";
import type { RowSecurityIntent } from "./intent";

/** PostgreSQL accepts a setting of one's own only with a dot and simple identifiers around it. */
const OWN_SETTING = /^[A-Za-z_][A-Za-z0-9_$]*\.[A-Za-z_][A-Za-z0-9_$]*$/;

/** Checks a RowSecurity declaration. All problems come at once. */
export function parseRowSecurity(input: unknown): { intent?: RowSecurityIntent; problems: Problem[] } {
  const read = new Reader();
  const root = read.object(input, "", [
    "database",
    "schemas",
    "column",
    "columnType",
    "setting",
    "tenantRoles",
    "owner",
    "force",
  ]);
  const setting = root["setting"] ?? "app.tenant_id";
  if (typeof setting !== "string" || !OWN_SETTING.test(setting)) {
    read.problem(
      "setting",
      `${JSON.stringify(setting)} is not a setting that an application can make: write two simple words with a dot, for example "app.tenant_id"`,
    );
  }
  const tenantRoles = read.names(root["tenantRoles"], "tenantRoles");
  const owner = read.name(root["owner"], "owner");
  if (tenantRoles.includes(owner)) {
    read.problem(
      "tenantRoles",
      `names the owner ${JSON.stringify(owner)}, whose own policy opens every row: use a role that owns nothing`,
    );
  }
  const intent: RowSecurityIntent = {
    database: read.name(root["database"], "database"),
    schemas: [...new Set(read.names(root["schemas"], "schemas"))].sort(),
    tables: "all-with-column",
    except: [],
    shared: [],
    keys: [
      {
        column: read.name(root["column"] ?? "tenant_id", "column"),
        type: read.choice(root["columnType"], "columnType", TENANT_COLUMN_TYPES) ?? "uuid",
        setting: String(setting),
      },
    ],
    form: "plain",
    tenantRoles: [...new Set(tenantRoles)].sort(),
    support: [],
    policies: [],
    owner,
    force: read.flag(root["force"], "force") ?? true,
    guard: "off",
    mode: "authoritative",
  };
  return read.problems.length === 0 ? { intent, problems: [] } : { problems: read.problems };
}
