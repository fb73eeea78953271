import type { Facts, FactsByType, FactType } from "../facts/facts";
import type { ResourceFact } from "../facts/resources";
import type { RoleFact } from "../facts/roles";
import { access } from "./declared/access";
import { settleFunctions } from "./declared/function-grants";
import { loadFunctionReader } from "./declared/function-reader";
import { withMembers } from "./declared/members";
import { postgresqlServer, postgresqlSubscription } from "./declared/postgresql-connections";
import { postgresqlFunction } from "./declared/postgresql-function";
import { postgresqlDefaultPrivileges, postgresqlGrant } from "./declared/postgresql-grant";
import {
  postgresqlDatabase,
  postgresqlExtension,
  postgresqlSchema,
  postgresqlUserMapping,
} from "./declared/postgresql-objects";
import { postgresqlPublication } from "./declared/postgresql-publication";
import { postgresqlGrantRole, postgresqlRole } from "./declared/postgresql-role";
import { palisadeProvider, postgresqlProvider } from "./declared/providers";
import type { ResourceReader, SqlParsers } from "./declared/reader";
import { type DeclaredResource, originOf } from "./declared/resource";
import { uniteAssertions } from "./declared/role-assertions";
import { rowSecurity } from "./declared/row-security";

export type { DeclaredResource, SqlParsers };

/** Every reader of a resource. A cloud's resources join here. */
const READERS: readonly ResourceReader[] = [
  access,
  rowSecurity,
  palisadeProvider,
  postgresqlProvider,
  postgresqlRole,
  postgresqlGrantRole,
  postgresqlGrant,
  postgresqlDefaultPrivileges,
  postgresqlDatabase,
  postgresqlSchema,
  postgresqlExtension,
  postgresqlFunction,
  postgresqlUserMapping,
  postgresqlSubscription,
  postgresqlServer,
  postgresqlPublication,
];

const BY_TYPE: ReadonlyMap<string, ResourceReader> = new Map(
  READERS.flatMap((reader) => reader.types.map((type) => [type, reader] as const)),
);

/** The types of fact that a declaration can hold. Rules that need others are for running servers only. */
export const DECLARED_FACT_TYPES: ReadonlySet<FactType> = new Set([
  "resource",
  ...READERS.flatMap((reader) => reader.makes),
]);

/** The types of fact that resources of a type hold beside the resource itself; empty for those that are not of our business. */
export function factTypesOf(resourceType: string): readonly FactType[] {
  return BY_TYPE.get(resourceType)?.makes ?? [];
}

/** The type tokens of the resources from which a type of fact can come. */
export function resourceTypesOf(factType: FactType): readonly string[] {
  const makers = READERS.filter((reader) => factType === "resource" || reader.makes.includes(factType));
  return makers.flatMap((reader) => reader.types);
}

let parsers: SqlParsers | Promise<SqlParsers> | undefined;

/**
 * PostgreSQL's own parsers where one of the resources holds SQL; they are megabytes of WASM, and loaded for nothing else.
 * At once where none does (`undefined`) or where they are loaded: a promise for each rule and resource costs more than
 * most rules.
 */
export function parsersFor(
  resources: readonly DeclaredResource[],
): SqlParsers | Promise<SqlParsers> | undefined {
  if (!resources.some(({ type }) => BY_TYPE.get(type)?.readsSql === true)) return undefined;
  parsers ??= loadSqlParsers().then((loaded) => {
    parsers = loaded;
    return loaded;
  });
  return parsers;
}

/** Loads {@link SqlParsers}, whatever the resources are. */
export async function loadSqlParsers(): Promise<SqlParsers> {
  return { readFunction: await loadFunctionReader() };
}

/**
 * The facts of a declaration: of one resource, or of a whole stack. Pure. Resources that hold SQL take the parsers that
 * {@link parsersFor} loads.
 */
export function readDeclaredFacts(resources: readonly DeclaredResource[], given?: SqlParsers): Facts {
  const loaded = () => {
    if (given === undefined)
      throw new Error("a resource holds SQL: pass the parsers that parsersFor() loads");
    return given;
  };
  const collected: Record<string, unknown[]> = {};
  const read: ResourceFact[] = [];
  for (const resource of resources) {
    const reader = BY_TYPE.get(resource.type);
    if (reader === undefined) continue;
    read.push({ origin: originOf(resource), ignoreChanges: resource.ignoreChanges ?? [] });
    for (const [type, list] of Object.entries(reader.read(resource, loaded))) {
      collected[type] ??= [];
      for (const fact of list) collected[type].push(fact);
    }
  }
  if (read.length > 0) collected["resource"] = read;
  const facts = settleFunctions(collected as FactsByType, resources);
  const role = withMembers(facts);
  if (role.length === 0) return { world: "declaration", facts };
  const isAssertion = ({ origin }: RoleFact) => origin !== undefined && access.types.includes(origin.type);
  return { world: "declaration", facts: { ...facts, role: uniteAssertions(role, isAssertion) } };
}
