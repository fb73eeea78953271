import { objectKey } from "../../model/keys";
import type { ObjectKind, SecuredObject } from "../../model/objects";
import type { Surroundings } from "../../model/surroundings";
import type { AclDefaults } from "../acl-defaults";
import type { AclReader } from "../acl-text";
import type { Batch } from "../batch";
import type { RelationDetails } from "../row-security";
import { constraintsFrom, constraintsQuery, indexesFrom } from "./keys";
import { publicationsFrom, publicationsQuery } from "./publications";
import { definersFrom, definersQuery, triggersFrom, triggersQuery } from "./routines";
import { declared, undeclared } from "./scope";

/** What the rows of surroundings are read with. */
export interface SurroundingsContext {
  readonly objects: ReadonlyMap<string, SecuredObject>;
  readonly details: RelationDetails;
  readonly acls: AclReader;
  readonly defaults: AclDefaults;
  readonly roleName: (oid: number) => string;
}

/** Names and rights that the rows of surroundings are made into objects with. */
export class SurroundingsReader {
  readonly #context: SurroundingsContext;
  readonly #keys = new Map<number, string>();
  readonly roleName: (oid: number) => string;

  constructor(context: SurroundingsContext) {
    this.#context = context;
    this.roleName = context.roleName;
    for (const [key, object] of context.objects)
      if (RELATIONS.has(object.kind)) this.#keys.set(object.oid, key);
  }

  /** The key of a relation by its OID; `undefined` for one that is not in the model. */
  relation(oid: number): string | undefined {
    return this.#keys.get(oid);
  }

  /** A relation that is in the model or was added by {@link SurroundingsReader.remember}. */
  remember(oid: number, key: string): void {
    this.#keys.set(oid, key);
  }

  /** The name of a column by its number; `null` for an expression. */
  column(relation: number, number: number): string | null {
    return this.#context.details.attributes.get(relation)?.get(number) ?? null;
  }

  /** An object with its privileges. */
  object(
    kind: ObjectKind,
    oid: number,
    schema: string | null,
    name: string,
    owner: number,
    acl: string | null,
    more: Partial<SecuredObject> = {},
  ): SecuredObject {
    const { acls, defaults, roleName } = this.#context;
    return {
      kind,
      name,
      oid,
      owner: roleName(owner),
      acl: acl === null ? defaults.of(kind, roleName(owner)) : acls.read(acl),
      aclIsDefault: acl === null,
      ...(schema === null ? {} : { schema }),
      ...more,
    };
  }
}

const RELATIONS: ReadonlySet<ObjectKind> = new Set(["table", "foreign table", "view", "materialized view"]);

const KINDS: Readonly<Record<string, ObjectKind>> = {
  r: "table",
  p: "table",
  f: "foreign table",
  v: "view",
  m: "materialized view",
};

/**
 * Adds the queries for {@link Surroundings} to a batch. The function it returns makes them of the rows, once the batch
 * has run; `indexes` gives the rows of {@link indexesQuery}, which are in the same batch.
 */
export function addSurroundings(
  batch: Batch,
  schemas: readonly string[] | undefined,
  version: number,
  indexes: () => readonly unknown[][],
): (context: SurroundingsContext) => Surroundings {
  const constraints = batch.add(constraintsQuery(schemas), { beside: true });
  const descendants = batch.add(descendantsQuery(schemas), { beside: true });
  const publications = batch.add(publicationsQuery(version));
  const triggers = batch.add(triggersQuery(schemas));
  const definers = batch.add(definersQuery());
  const views = batch.add(VIEWS);
  const reads = batch.add(READS);
  const others = schemas === undefined ? () => [] : batch.add(otherSchemasQuery(schemas));
  return (context) => {
    const reader = new SurroundingsReader(context);
    const found = views().map(([oid, kind, schema, name, owner, acl, options]) => {
      const view = reader.object(
        KINDS[kind as string] ?? "view",
        oid as number,
        schema as string,
        name as string,
        owner as number,
        acl as string | null,
        { securityInvoker: isInvoker(options as string[] | null) },
      );
      reader.remember(view.oid, objectKey(view));
      return view;
    });
    const sources = new Map<number, string[]>();
    for (const [view, relation] of reads()) {
      const key = reader.relation(relation as number);
      if (key === undefined) continue;
      sources.set(view as number, [...(sources.get(view as number) ?? []), key].sort());
    }
    return {
      indexes: indexesFrom(indexes(), reader),
      constraints: constraintsFrom(constraints(), reader),
      descendants: descendants().flatMap(([parent, oid, kind, schema, name, owner, acl]) => {
        const key = reader.relation(parent as number);
        const child = reader.object(
          KINDS[kind as string] ?? "table",
          oid as number,
          schema as string,
          name as string,
          owner as number,
          acl as string | null,
        );
        return key === undefined ? [] : [{ parent: key, child }];
      }),
      publications: publicationsFrom(publications(), reader),
      triggers: triggersFrom(triggers(), reader),
      definers: definersFrom(definers(), reader),
      views: found.map((view) => ({ ...view, reads: sources.get(view.oid) ?? [] })),
      otherSchemas: others().map(([oid, name, owner, acl]) =>
        reader.object("schema", oid as number, null, name as string, owner as number, acl as string | null),
      ),
    };
  };
}

function isInvoker(options: string[] | null): boolean {
  return (options ?? []).some((option) => /^security_invoker=(true|on|yes|1)$/i.test(option));
}

/** Children that lie outside of the declared schemas; those within have their parents in the model. */
function descendantsQuery(schemas: readonly string[] | undefined): string {
  return `SELECT i.inhparent, c.oid, c.relkind::text, n.nspname, c.relname, c.relowner, c.relacl
       FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't' AND ${undeclared(schemas)}
      ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`;
}

const VIEWS = `
  SELECT c.oid, c.relkind::text, n.nspname, c.relname, c.relowner, c.relacl, c.reloptions
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND ${declared(undefined)}
   ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"`;

const READS = `
  SELECT DISTINCT r.ev_class, d.refobjid
    FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
   WHERE c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND ${declared(undefined)}
     AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> r.ev_class`;

function otherSchemasQuery(schemas: readonly string[]): string {
  return `SELECT n.oid, n.nspname, n.nspowner, n.nspacl FROM pg_catalog.pg_namespace n
      WHERE ${undeclared(schemas)} ORDER BY n.nspname COLLATE "C"`;
}
