import type { ServerHole } from "../postgres/model/server-holes";

/**
 * What one attempt was answered. An attack reports what it saw; whether that is a defence is decided by the judge.
 */
export type Observation =
  /** The server refused the role's own statement. */
  | { readonly kind: "refused"; readonly sqlstate: string; readonly message: string }
  /** The statements ran and reached nothing that they should not reach. */
  | { readonly kind: "silent"; readonly how: string; readonly controlled?: boolean }
  /** The attack did what it set out to do. Evidence names objects and counts, never what a row holds. */
  | { readonly kind: "reached"; readonly evidence: string }
  /** A published hole of the server, which nothing here lets the role make use of. */
  | { readonly kind: "exposed"; readonly hole: ServerHole; readonly upgrade: string; readonly how: string }
  /** There is nothing here to attack. */
  | { readonly kind: "moot"; readonly reason: string }
  /** The attack could not be made. */
  | { readonly kind: "unable"; readonly reason: string };

/** The statements ran and reached nothing; the positive control of the attack decides whether that says anything. */
export function silent(how: string): Observation {
  return { kind: "silent", how };
}

/** The statements ran and reached nothing, and the attack itself made sure that there was something to reach. */
export function heldBack(how: string): Observation {
  return { kind: "silent", how, controlled: true };
}

/** The attack got what it wanted. */
export function reached(evidence: string): Observation {
  return { kind: "reached", evidence };
}

/** There is nothing to attack. */
export function moot(reason: string): Observation {
  return { kind: "moot", reason };
}

/** The attack could not be made. */
export function unable(reason: string): Observation {
  return { kind: "unable", reason };
}
