import { keyIdProblem, keyProblem, SigningKey } from "../../tenant-token/signing-key";
import { join, type Reader } from "../input-reader";
import type { TenantColumnType } from "../words";
import type { RoleTenant, TenantForm, TenantKey } from "./intent";

/** Reads `signingKeys`: the id of a key → the key in base64. No problem quotes a key. */
export function parseSigningKeys(read: Reader, input: unknown, form: TenantForm): readonly SigningKey[] {
  if (form !== "signed") {
    if (input !== undefined)
      read.problem("signingKeys", `belongs to the form "signed", not to "${form}": leave it out`);
    return [];
  }
  const keys = read.map(input, "signingKeys", false, (value, path, id) => {
    const problem = keyIdProblem(id) ?? keyProblem(value);
    if (problem === undefined) return new SigningKey(id, String(value));
    read.problem(path, problem);
    return undefined;
  });
  if (keys.size === 0)
    read.problem(
      "signingKeys",
      'is missing: the form "signed" needs a key, for example { "2026-11": key }, with a secret of 32 bytes in base64',
    );
  return [...keys.values()].filter((key) => key !== undefined);
}

/** What a value of each type looks like, as PostgreSQL reads it. */
const VALUES: Readonly<
  Record<TenantColumnType, { readonly is: (text: string) => boolean; readonly say: string }>
> = {
  uuid: {
    is: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
    say: "a uuid with hyphens",
  },
  bigint: { is: (text) => isWhole(text, 63n), say: "a whole number of 64 bits" },
  integer: { is: (text) => isWhole(text, 31n), say: "a whole number of 32 bits" },
  text: { is: (text) => text !== "" && !text.includes("\0"), say: "a text that is not empty" },
};

function isWhole(text: string, bits: bigint): boolean {
  if (!/^-?[0-9]{1,19}$/.test(text)) return false;
  const value = BigInt(text);
  return value >= -(1n << bits) && value < 1n << bits;
}

/** Reads `roleTenants`: which role is which tenant. */
export function parseRoleTenants(
  read: Reader,
  input: unknown,
  form: TenantForm,
  keys: readonly TenantKey[],
): readonly RoleTenant[] {
  if (form !== "role") {
    if (input !== undefined)
      read.problem("roleTenants", `belongs to the form "role", not to "${form}": leave it out`);
    return [];
  }
  const tenants = read.map(input, "roleTenants", true, (value, path, role): RoleTenant => {
    // One key, one value: the list may be left out.
    const list = typeof value === "string" ? [value] : read.list(value, path);
    if (list.length !== keys.length)
      read.problem(
        path,
        `must hold ${keys.length === 1 ? "one value" : `${keys.length} values, one for each key`}`,
      );
    const tenant = list.map((item, index) => {
      const type = VALUES[keys[index]?.type ?? "text"];
      const text = typeof item === "string" ? item : "";
      if (!type.is(text)) read.problem(`${path}[${index}]`, `must be ${type.say}, as a string`);
      return text;
    });
    return { path: join("roleTenants", role), role, tenant };
  });
  if (tenants.size === 0)
    read.problem(
      "roleTenants",
      'is missing: the form "role" needs to know which role is which tenant, for example { shop_one: ["1"] }',
    );
  return [...tenants.values()];
}
