import type { Sample } from "../measure";

/** A program that does part of the same work, measured from its start to its end. */
export interface Peer {
  readonly name: string;
  /** Makes the database that this peer calls converged, where that is not ours. Called once. @returns its name */
  converged(ours: string): Promise<string>;
  /** Nothing to be done: throws where the peer sees a difference. */
  check(database: string): Promise<Sample>;
  /** From a database without any grant to the list of what is to be done. */
  plan(database: string, converged: string): Promise<Sample>;
  /** Carries out the last plan. */
  apply(database: string): Promise<Sample>;
}

/** A peer that is not there, and why. */
export interface Missing {
  readonly name: string;
  readonly missing: string;
}
