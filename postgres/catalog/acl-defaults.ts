import type { Acl } from "../model/acl";
import type { ObjectKind } from "../model/objects";
import { BOOTSTRAP_OID } from "../model/server-facts";
import type { AclReader } from "./acl-text";

/** The letters by which `acldefault()` knows the kinds (src/backend/utils/adt/acl.c, acldefault_sql). */
const LETTER: Readonly<Record<ObjectKind, string>> = {
  database: "d",
  schema: "n",
  table: "r",
  "foreign table": "r",
  view: "r",
  "materialized view": "r",
  sequence: "s",
  function: "f",
  procedure: "f",
  aggregate: "f",
  type: "T",
  domain: "T",
  column: "c",
  language: "l",
  "foreign-data wrapper": "F",
  "foreign server": "S",
  "large object": "L",
  tablespace: "t",
  parameter: "p",
};

/** What `acldefault()` gives for every kind, asked once a reading and for one owner. Parameters came with PostgreSQL 15. */
export function aclDefaultsQuery(version: number): string {
  const letters = [...new Set(Object.values(LETTER))].filter((letter) => letter !== "p" || version >= 150000);
  return `SELECT k, acldefault(k::"char", ${BOOTSTRAP_OID})::text FROM unnest('{${letters.join(",")}}'::text[]) AS k`;
}

/**
 * What stands behind a NULL access list. The defaults of two owners differ in nothing but the owner's name, so the
 * server is asked for one owner only and a thousand lists of NULL cost nothing to read.
 */
export class AclDefaults {
  readonly #ofBootstrap: ReadonlyMap<string, Acl>;
  readonly #bootstrap: string;
  readonly #known = new Map<string, Acl>();

  /** `rows` are those of {@link aclDefaultsQuery}; `bootstrap` is the name of the role with OID 10. */
  constructor(rows: readonly unknown[][], bootstrap: string, acls: AclReader) {
    this.#ofBootstrap = new Map(rows.map((row) => [row[0] as string, acls.read(row[1] as string)]));
    this.#bootstrap = bootstrap;
  }

  /** The default access list of an object. Lists of one kind and owner are the same array. */
  of(kind: ObjectKind, owner: string): Acl {
    const letter = LETTER[kind];
    const key = `${letter}${owner}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const template = this.#ofBootstrap.get(letter) ?? [];
    const named = (role: string) => (role === this.#bootstrap ? owner : role);
    const acl = template.map((entry) => ({
      ...entry,
      grantee: named(entry.grantee),
      grantor: named(entry.grantor),
    }));
    this.#known.set(key, acl);
    return acl;
  }
}
