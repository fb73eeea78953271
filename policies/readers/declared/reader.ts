import type { StatementParser } from "../../../postgres/statements/parse";
import type { FactsByType, FactType } from "../../facts/facts";
import type { DeclaredResource } from "./resource";

/** Makes facts of the resources of one or a few types. */
export interface ResourceReader {
  /** The type tokens that it reads. */
  readonly types: readonly string[];
  /** The types of fact that it can make. */
  readonly makes: readonly FactType[];
  /** True where the resource holds SQL, which only PostgreSQL's own parser reads: the only readers that use `parse`. */
  readonly readsSql?: true;
  read(resource: DeclaredResource, parse: StatementParser): FactsByType;
}
