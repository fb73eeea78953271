import { DANGEROUS_ATTRIBUTES } from "../../../postgres/plan/roles/role-intent";
import { isKnown, type Maybe } from "../../facts/maybe";
import type { RoleFact } from "../../facts/roles";

const FLAGS = ["login", ...DANGEROUS_ATTRIBUTES] as const;

/**
 * A role that a stack creates by one resource, and asserts by another, is judged once. Who creates it says everything
 * about it; an assertion adds its settings and whatever of power it declares beyond that, so that the worse of two
 * words counts. Assertions alone, of several databases, are one fact as well.
 */
export function uniteAssertions(
  roles: readonly RoleFact[],
  isAssertion: (role: RoleFact) => boolean,
): readonly RoleFact[] {
  const asserted = new Map<string, RoleFact>();
  for (const role of roles.filter(isAssertion)) {
    const known = asserted.get(role.name);
    asserted.set(role.name, known === undefined ? role : strengthened(known, role));
  }
  if (asserted.size === 0) return roles;
  const created = roles.filter((role) => !isAssertion(role));
  const names = new Set(created.map(({ name }) => name));
  return [
    ...created.map((role) => {
      const also = asserted.get(role.name);
      return also === undefined ? role : strengthened(role, also);
    }),
    ...[...asserted.values()].filter(({ name }) => !names.has(name)),
  ];
}

/** The first fact, with what the second says beyond it. */
function strengthened(role: RoleFact, also: RoleFact): RoleFact {
  const flags = FLAGS.flatMap((flag) => {
    const worse = worseOf(role[flag], also[flag]);
    return worse === undefined ? [] : [[flag, worse] as const];
  });
  const connectionLimit = role.connectionLimit ?? also.connectionLimit;
  const validUntil = role.validUntil ?? also.validUntil;
  return {
    ...role,
    ...Object.fromEntries(flags),
    ...(connectionLimit === undefined ? {} : { connectionLimit }),
    ...(validUntil === undefined ? {} : { validUntil }),
    settings: bothOf(role.settings, also.settings),
  };
}

/** `true` before what is not known, that before `false`, and anything before silence. */
function worseOf(a: Maybe<boolean> | undefined, b: Maybe<boolean> | undefined): Maybe<boolean> | undefined {
  if (a === true || b === true) return true;
  return b === undefined || isKnown(b) ? (a ?? b) : b;
}

function bothOf(
  a: RoleFact["settings"] = {},
  b: RoleFact["settings"] = {},
): NonNullable<RoleFact["settings"]> {
  if (!isKnown(a)) return a;
  return isKnown(b) ? { ...a, ...b } : b;
}
