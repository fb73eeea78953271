import type { FactsByType, FactType } from "../../facts/facts";
import type { FunctionReader } from "./function-reader";
import type { DeclaredResource } from "./resource";

/** What reads the SQL that resources hold, by PostgreSQL's own parsers. */
export interface SqlParsers {
  readonly readFunction: FunctionReader;
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
