import type { Unknown } from "./maybe";
import type { ObjectRef, SourcePlace } from "./object-ref";
import { latestPlace } from "./place-order";

/** The resource that declared a fact. Facts of a live server have none. */
export interface ResourceOrigin {
  readonly urn: string;
  /** The type token, for example `postgresql:index/role:Role`. */
  readonly type: string;
  /** The resource's name in the program. */
  readonly name: string;
}

/** What every fact has in common. */
export interface Fact {
  /** Absent for facts of a live server and of migrations. */
  readonly origin?: ResourceOrigin;
  /** Migrations: the statement that made it so. */
  readonly place?: SourcePlace;
  /** Migrations: the statements that made parts of it so, by the part, where `place` is not that of the part. */
  readonly places?: Readonly<Record<string, SourcePlace>>;
  /** Live: the managed platform that brought it, which no customer can change. Of most rules it is no business. */
  readonly ofPlatform?: string;
  /** Why it is not known what the fact is about. No rule passes it; what is found all the same is found. */
  readonly doubtful?: Unknown;
  /** Why it is not known which object of its kind the fact is about: it may be any that a rule looks up. */
  readonly unidentified?: Unknown;
}

/** The reference, with the statement of a migration that a part of its fact came from. */
export function standsAt(ref: ObjectRef, place: SourcePlace | undefined): ObjectRef {
  return place === undefined ? ref : { ...ref, source: place };
}

/** Migrations: the statement with which all these parts of a fact were so. */
export function placeOf(fact: Fact, ...parts: readonly string[]): SourcePlace | undefined {
  return latestPlace(...parts.map((part) => fact.places?.[part])) ?? fact.place;
}

/** The reference, with the resource that the fact came from, and of a migration the statement with which these parts of it were so. */
export function locate(ref: ObjectRef, fact: Fact, ...parts: readonly string[]): ObjectRef {
  if (parts.length > 0 && ref.source === undefined)
    return locate(standsAt(ref, placeOf(fact, ...parts)), fact);
  return fact.origin === undefined ? ref : { ...ref, resource: fact.origin.name, urn: fact.origin.urn };
}
