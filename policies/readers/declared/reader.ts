import type { RoutineReader } from "../../../postgres/routines/code";
import type { StatementParser } from "../../../postgres/statements/parse";
import type { FactsByType, FactType } from "../../facts/facts";
import type { DeclaredResource } from "./resource";

/** PostgreSQL\'s own parsers, of statements and of the code of functions. */
export interface SqlParsers {
  readonly parse: StatementParser;
  readonly readRoutine: RoutineReader;
}

/** Makes facts of the resources of one or a few types. */
export interface ResourceReader {
  /** The type tokens that it reads. */
  readonly types: readonly string[];
  /** The types of fact that it can make. */
  readonly makes: readonly FactType[];
  /** True where the resource holds SQL, which only PostgreSQL's own parsers read: the only readers that use them. */
  readonly readsSql?: true;
  read(resource: DeclaredResource, parsers: () => SqlParsers): FactsByType;
}
