import type { Reader } from "../input-reader";
import { TENANT_COLUMN_TYPES } from "../words";
import type { TenantForm, TenantKey } from "./intent";

/** PostgreSQL accepts a setting of one's own only with a dot and simple identifiers around it. */
const OWN_SETTING = /^[A-Za-z_][A-Za-z0-9_$]*\.[A-Za-z_][A-Za-z0-9_$]*$/;

const SHORT = ["column", "columnType", "setting"] as const;

/** What a tenant is where nothing else is said. */
export const DEFAULT_KEY: TenantKey = { column: "tenant_id", type: "uuid", setting: "app.tenant_id" };

/** Reads `keys`, or the short form with `column`, `columnType` and `setting` for one key. */
export function parseKeys(
  read: Reader,
  root: Readonly<Record<string, unknown>>,
  form: TenantForm,
): readonly TenantKey[] {
  if (root["keys"] === undefined || root["keys"] === null) return [parseKey(read, root, "", form, 0)];
  for (const name of SHORT)
    if (root[name] !== undefined)
      read.problem(name, "goes not together with keys: say it there, and leave it out here");
  const list = read.list(root["keys"], "keys");
  if (list.length === 0) read.problem("keys", "must name at least one column");
  const keys = list.map((item, index) => {
    const at = `keys[${index}]`;
    return parseKey(read, read.object(item, at, SHORT), `${at}.`, form, index);
  });
  for (const [index, key] of keys.entries()) {
    const before = keys.slice(0, index);
    if (before.some(({ column }) => column === key.column))
      read.problem(`keys[${index}].column`, `${JSON.stringify(key.column)} is a key already`);
    // Setting names ignore case.
    const isTaken = (other: TenantKey) => other.setting.toLowerCase() === key.setting.toLowerCase();
    if (form !== "signed" && form !== "role" && before.some(isTaken))
      read.problem(
        `keys[${index}].setting`,
        `${JSON.stringify(key.setting)} is the setting of another key: two columns would always hold the same`,
      );
  }
  const [first] = keys;
  return form === "signed" && first !== undefined
    ? keys.map((key) => ({ ...key, setting: first.setting }))
    : keys;
}

/** The path with a dot at its end, or nothing for the short form. */
function parseKey(
  read: Reader,
  object: Readonly<Record<string, unknown>>,
  path: string,
  form: TenantForm,
  index: number,
): TenantKey {
  // A list of keys is written by somebody who knows their names.
  const column = read.name(
    object["column"] ?? (path === "" ? DEFAULT_KEY.column : undefined),
    `${path}column`,
  );
  const type =
    read.choice(object["columnType"], `${path}columnType`, TENANT_COLUMN_TYPES) ?? DEFAULT_KEY.type;
  const given = object["setting"];
  if (given !== undefined && form === "role")
    read.problem(`${path}setting`, 'means nothing where form is "role": leave it out');
  if (given !== undefined && form === "signed" && index > 0)
    read.problem(`${path}setting`, "belongs to the first key: its token holds the values of all keys");
  const setting = given ?? (path === "" || index === 0 ? DEFAULT_KEY.setting : `app.${column}`);
  const isUsed = form !== "role" && !(form === "signed" && index > 0);
  if (isUsed && (typeof setting !== "string" || !OWN_SETTING.test(setting)))
    read.problem(
      `${path}setting`,
      `${JSON.stringify(setting)} is not a setting that an application can make: write two simple words with a dot, for example "app.tenant_id"`,
    );
  return { column, type, setting: String(setting) };
}
