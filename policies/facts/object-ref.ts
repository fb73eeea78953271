import { granteeText, objectKey } from "../../postgres/model/keys";
import { OBJECT_KINDS, type ObjectKind } from "../../postgres/model/objects";
import { displayIdentifier } from "../../postgres/sql/quote";

/** What a finding is about, structured: the `object` of the report. Names are as PostgreSQL stores them, unquoted. */
export interface ObjectRef {
  /** `role`, `table`, `function`, `policy`, `setting`, `hba rule`, `connection` … */
  readonly kind: string;
  /** The database that holds it; absent for what belongs to the whole server. */
  readonly database?: string;
  readonly schema?: string;
  /** Absent where every object of the kind in the schema is meant. */
  readonly name?: string;
  /** Routines: the identity arguments. */
  readonly args?: string;
  /** Columns: the column of the relation `name`. */
  readonly column?: string;
  /** Policies, triggers and constraints: the table they belong to, in `schema`. */
  readonly table?: string;
  /** Default privileges: the kind of objects to come, `tables` … `name` is then the role that will create them. */
  readonly objects?: string;
  /** Who holds what the finding is about, as people write it: `PUBLIC`, `app`, `"odd name"`. */
  readonly grantee?: string;
  /** Memberships: the role that is reached, as people write it. */
  readonly via?: string;
  /**
   * What of the object is meant, where a rule can find several things in one: a policy's `WITH CHECK` (without it USING,
   * or all of the policy), the name of a role's setting, which one of hba rules that read alike.
   */
  readonly part?: string;
  /** hba rules: the line in the file. Not part of the identity, because lines move. */
  readonly line?: number;
  /** Declarations: the resource's name and URN. Not part of the identity. */
  readonly resource?: string;
  readonly urn?: string;
  /** Migrations: the statement that made it so. Not part of the identity. */
  readonly source?: SourcePlace;
}

/** A place in a file. */
export interface SourcePlace {
  /** The path, with slashes, as it was given or found. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
}

const SQL_KINDS: ReadonlySet<string> = new Set(OBJECT_KINDS);

/** The object as people read it: `table app.orders`, `role "odd name"`, `setting ssl`. */
export function displayObject(ref: ObjectRef): string {
  if (ref.name !== undefined && ref.table !== undefined) {
    return `${ref.kind} ${displayIdentifier(ref.name)} on ${qualified(ref.schema, ref.table)}`;
  }
  if (ref.objects !== undefined && ref.name !== undefined) {
    const place = ref.schema === undefined ? "" : ` in schema ${displayIdentifier(ref.schema)}`;
    return `${ref.kind} of ${displayIdentifier(ref.name)} for ${ref.objects}${place}`;
  }
  if (ref.name === undefined) {
    return ref.schema === undefined
      ? `every ${ref.kind}`
      : `every ${ref.kind} of schema ${displayIdentifier(ref.schema)}`;
  }
  if (SQL_KINDS.has(ref.kind)) {
    return objectKey({
      kind: ref.kind as ObjectKind,
      ...(ref.schema === undefined ? {} : { schema: ref.schema }),
      name: ref.name,
      ...(ref.column === undefined ? {} : { column: ref.column }),
      ...(ref.args === undefined ? {} : { args: ref.args }),
    });
  }
  if (ref.kind === "role") return `role ${displayIdentifier(ref.name)}`;
  return `${ref.kind} ${qualified(ref.schema, ref.name, false)}`;
}

function qualified(schema: string | undefined, name: string, quote = true): string {
  const shown = quote ? displayIdentifier(name) : name;
  return schema === undefined ? shown : `${displayIdentifier(schema)}.${shown}`;
}

/** Of the database itself the name says it all; the others belong to the whole cluster. */
const WITHOUT_DATABASE: ReadonlySet<string> = new Set(["database", "parameter", "tablespace"]);

/**
 * The identity of an object, stable between runs and the same for a declaration and a live server, so that a waiver
 * holds for both: `shop:table app.orders to PUBLIC`, `role admin`.
 */
export function identityOf(ref: ObjectRef): string {
  const database =
    ref.database === undefined || WITHOUT_DATABASE.has(ref.kind) ? "" : `${displayIdentifier(ref.database)}:`;
  const grantee = ref.grantee === undefined ? "" : ` to ${ref.grantee}`;
  const via = ref.via === undefined ? "" : ` via ${ref.via}`;
  const part = ref.part === undefined ? "" : ` (${ref.part})`;
  return `${database}${displayObject(ref)}${grantee}${via}${part}`;
}

/** The database that an identity names in front, or `undefined` where it belongs to the whole server. */
export function databaseOfIdentity(identity: string): string | undefined {
  const match = /^(?:"((?:[^"]|"")*)"|([a-z_][a-z0-9_$]*)):/.exec(identity);
  if (match === null) return undefined;
  return match[1]?.replaceAll('""', '"') ?? match[2];
}

/** The database as a part of a reference or a fact; nothing where it is not known. */
export function inDatabase(database: string | undefined): { readonly database?: string } {
  return database === undefined ? {} : { database };
}

/** A reference to a role. */
export function roleRef(name: string): ObjectRef {
  return { kind: "role", name };
}

/** A reference to what belongs to a table and is called by a name that other tables may use too. */
export function ofTable(
  table: ObjectRef,
  kind: "policy" | "trigger" | "constraint" | "index" | "default",
  name: string,
): ObjectRef {
  return {
    kind,
    ...inDatabase(table.database),
    ...(table.schema === undefined ? {} : { schema: table.schema }),
    ...(table.name === undefined ? {} : { table: table.name }),
    name,
  };
}

/** The same object, seen from one grantee. */
export function withGrantee(ref: ObjectRef, grantee: string): ObjectRef {
  return { ...ref, grantee: granteeText(grantee) };
}
