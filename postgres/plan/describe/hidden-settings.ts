import { join } from "../input-reader";
import { isShown } from "../roles/setting-values";
import type { AccessDeclaration } from "./describe-access";

/** A setting that may hold a secret, as a declaration has it. */
export interface HiddenSetting {
  /** Where it stands, for example `databaseSettings["app.settings.jwt_secret"]`. */
  readonly path: string;
  readonly value: unknown;
}

/**
 * The declaration with every setting whose value is not shown made into something else: what `instead` returns, or nothing
 * where it returns `undefined`. A place that is left without settings is left out.
 */
export function replaceHidden(
  declaration: AccessDeclaration,
  instead: (setting: HiddenSetting) => unknown,
): AccessDeclaration {
  const settings = (holder: Readonly<Record<string, unknown>>, property: string, path: string) => {
    const declared = holder[property] as Readonly<Record<string, unknown>> | undefined;
    if (declared === undefined) return {};
    const entries = Object.entries(declared).flatMap(([name, value]) => {
      const kept = isShown(name) ? value : instead({ path: join(path, name), value });
      return kept === undefined ? [] : [[name, kept] as const];
    });
    return { [property]: entries.length === 0 ? undefined : Object.fromEntries(entries) };
  };
  const roles = declaration["roles"] as
    | Readonly<Record<string, Readonly<Record<string, unknown>>>>
    | undefined;
  return defined({
    ...declaration,
    ...settings(declaration, "databaseSettings", "databaseSettings"),
    ...(roles === undefined
      ? {}
      : {
          roles: Object.fromEntries(
            Object.entries(roles).map(([name, role]) => {
              const place = join("roles", name);
              return [
                name,
                defined({
                  ...role,
                  ...settings(role, "settings", `${place}.settings`),
                  ...settings(role, "allDatabases", `${place}.allDatabases`),
                }),
              ];
            }),
          ),
        }),
  });
}

function defined(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}
