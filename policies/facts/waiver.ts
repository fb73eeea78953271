import type { Fact } from "./origin";

/** A waiver, and what became of it in this run. */
export interface WaiverFact extends Fact {
  readonly key: string;
  readonly reason: string;
  /** The last day on which it holds, `YYYY-MM-DD`, UTC. */
  readonly expires: string;
  readonly expired: boolean;
  /** True where a finding of this run has its key. */
  readonly used: boolean;
  /** Why this run cannot say whether it is needed; `undefined` where it can. */
  readonly undecided?: string;
}
