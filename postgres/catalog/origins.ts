import { type Acl, PUBLIC } from "../model/acl";
import type { SecuredObject } from "../model/objects";
import { privilegeSet } from "../model/privileges";
import { FIRST_NORMAL_OID } from "../model/server-facts";
import type { AclDefaults } from "./acl-defaults";
import type { AclReader } from "./acl-text";

/** Which objects came with which extension. */
export const MEMBERS_QUERY = `
  SELECT d.classid::regclass::text, d.objid, e.extname
    FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
   WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e'`;

/** What initdb ('i') and CREATE EXTENSION ('e') granted. Objects that they left at the defaults are not in it. */
export const INITIAL_PRIVILEGES_QUERY =
  "SELECT i.classoid::regclass::text, i.objoid, i.objsubid, i.initprivs::text FROM pg_catalog.pg_init_privs i";

/** Where objects come from that no user made, and what their privileges were then. */
export class Origins {
  readonly #extensions = new Map<string, string>();
  readonly #initial = new Map<string, Acl>();
  readonly #defaults: AclDefaults;
  readonly #informationSchema = new Map<string, Acl>();

  /** The rows are those of {@link MEMBERS_QUERY} and {@link INITIAL_PRIVILEGES_QUERY}. */
  constructor(
    members: readonly unknown[][],
    initial: readonly unknown[][],
    acls: AclReader,
    defaults: AclDefaults,
  ) {
    this.#defaults = defaults;
    for (const [catalog, oid, extension] of members)
      this.#extensions.set(`${catalog} ${oid}`, extension as string);
    for (const [catalog, oid, column, acl] of initial)
      this.#initial.set(`${catalog} ${oid} ${column}`, acls.read(acl as string));
  }

  /** The extension that brought an object; `oid` is its key in `catalog`. */
  extension(catalog: string, oid: number): string | undefined {
    return this.#extensions.size === 0 ? undefined : this.#extensions.get(`${catalog} ${oid}`);
  }

  /** What the object was given when it was made; `column` is a column's number. */
  initialAcl(catalog: string, object: SecuredObject, column = 0): Acl {
    const recorded = this.#initial.get(`${catalog} ${object.oid} ${column}`);
    if (recorded !== undefined) return recorded;
    const plain = this.#defaults.of(object.kind, object.owner);
    if (!isPublicInformationSchema(object)) return plain;
    const key = `${object.kind} ${object.owner}`;
    const open = this.#informationSchema.get(key) ?? [
      ...plain,
      {
        grantee: PUBLIC,
        grantor: object.owner,
        privileges: privilegeSet([object.kind === "schema" ? "USAGE" : "SELECT"]),
        grantable: 0,
      },
    ];
    this.#informationSchema.set(key, open);
    return open;
  }
}

/**
 * initdb writes `pg_init_privs` before it makes `information_schema`, whose GRANTs to PUBLIC therefore stand nowhere.
 * They are the same from PostgreSQL 14 to 18 (src/backend/catalog/information_schema.sql); a test holds that.
 */
function isPublicInformationSchema(object: SecuredObject): boolean {
  if (object.oid >= FIRST_NORMAL_OID) return false;
  if (object.kind === "schema") return object.name === "information_schema";
  return (
    object.schema === "information_schema" &&
    (object.kind === "view" || object.kind === "table") &&
    !object.name.startsWith("_pg_") &&
    object.name !== "sql_parts" &&
    object.name !== "transforms"
  );
}
