import type { FactsByType, FactType } from "../../facts/facts";
import type { DeclaredResource } from "./resource";

/** Makes facts of the resources of one or a few types. */
export interface ResourceReader {
  /** The type tokens that it reads. */
  readonly types: readonly string[];
  /** The types of fact that it can make. */
  readonly makes: readonly FactType[];
  read(resource: DeclaredResource): FactsByType;
}
