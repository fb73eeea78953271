import type { RandomDeclaration, RandomDenial, RandomRule } from "./random-declaration";
import { isOutside } from "./random-outside";
import type { RandomRoles } from "./random-scene";

/** The declaration as a user writes it. */
export function declarationOf(
  declaration: RandomDeclaration,
  place: { readonly database: string; readonly schema: string },
  roles: RandomRoles,
): Record<string, unknown> {
  const { mode, areas, short, onSchema, onDatabase, rules, denials, defaults, memberships } = declaration;
  const { schema, database } = place;
  const byRole: Record<string, Record<string, string[]>> = {};
  let open: Record<string, string[]> = {};
  for (const { role, kind, privileges } of [
    ...short,
    ...onSchema.map((one) => ({ ...one, kind: "schema" as const })),
  ]) {
    if (role < 0) open = { ...open, [kind]: [...(open[kind] ?? []), ...privileges] };
    else {
      const name = roles.members[role] as string;
      byRole[name] = { ...byRole[name], [kind]: [...(byRole[name]?.[kind] ?? []), ...privileges] };
    }
  }
  return {
    database,
    owner: roles.owner,
    mode,
    modes: { ...areas, system: "additive" },
    databasePrivileges: databasePrivileges(onDatabase, roles),
    ...(declaration.databaseSettings ? { databaseSettings: { work_mem: "5MB" }, connectionLimit: 99 } : {}),
    defaultPrivileges: defaults.map(({ kind, everywhere, role, privileges }) => ({
      kind,
      privileges,
      ...(everywhere ? {} : { schema }),
      ...(role < 0 ? { toPublic: true } : { to: [roles.members[role]] }),
    })),
    schemas: {
      [schema]: {
        roles: byRole,
        public: open,
        ...(declaration.schemaMode === undefined ? {} : { mode: declaration.schemaMode }),
      },
    },
    grants: rules.map((rule) => ({
      to: rule.roles.map((role) => roles.members[role]),
      privileges: rule.privileges,
      ...targetOf(rule, schema),
    })),
    denials: denials.map((denial) => ({
      ...(denial.role < 0 ? { fromPublic: true } : { from: [roles.members[denial.role]] }),
      ...(denial.privileges === undefined ? {} : { privileges: denial.privileges }),
      ...targetOf(denial, schema),
    })),
    roles: Object.fromEntries(
      roles.members.map((name, index) => [
        name,
        {
          memberOf: memberships
            .filter(({ member }) => member === index)
            .map(({ group, inherit }) => ({
              role: roles.members[group],
              ...(inherit ? {} : { inherit }),
            })),
        },
      ]),
    ),
  };
}

/** A managing role that is no superuser must not lock itself out. */
function databasePrivileges(
  declared: RandomDeclaration["onDatabase"],
  { members, manager }: RandomRoles,
): Record<string, string[]> {
  const byRole: Record<string, string[]> = manager === undefined ? {} : { [manager]: ["CONNECT"] };
  for (const { role, privileges } of declared) {
    const name = members[role] as string;
    byRole[name] = [...(byRole[name] ?? []), ...privileges];
  }
  return byRole;
}

function targetOf({ kind, how }: RandomRule | RandomDenial, place: string): Record<string, unknown> {
  const schema = isOutside(kind) ? undefined : place;
  switch (how.by) {
    case "name":
      return { on: [{ kind, schema, name: how.name }] };
    case "pattern":
      return { on: [{ kind, schema, pattern: how.pattern }] };
    case "columns":
      return { on: [{ kind, schema, name: how.name, columns: how.columns }] };
    case "kind":
      return { on: [{ kind, schema }], except: how.except.map((name) => ({ kind, schema, name })) };
  }
}
