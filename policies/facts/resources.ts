import type { Fact, ResourceOrigin } from "./origin";

/** A resource of a program that makes facts: what the engine is told about it. */
export interface ResourceFact extends Fact {
  readonly origin: ResourceOrigin;
  /** The paths of the properties whose changes the engine ignores, as the program writes them. */
  readonly ignoreChanges: readonly string[];
}
