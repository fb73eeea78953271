import { randomBytes } from "node:crypto";
import { objectKey } from "../../postgres/model/keys";
import { quoteLiteral, quoteQualified } from "../../postgres/sql/quote";
import { ROLE_TENANTS, SIGNING_KEYS, TENANCY_SCHEMA } from "../../postgres/sql/tenancy-names";
import { copySigningKeys, signingKeyRow, upsertRoleTenant } from "../../postgres/sql/tenancy-tables";
import { SigningKey } from "../../postgres/tenant-token/signing-key";
import { tenantToken } from "../../postgres/tenant-token/tenant-token";
import { type Arena, setTenant } from "../arena";
import { sayRefusal } from "../conditions";
import type { Scene } from "../scene/scene";
import { formOf, settingsOf, type Tenancy } from "../scene/tenancy";
import { settingOfSource, type TenantSource } from "../scene/tenant-keys";

/** Whose session it is: the values of the tenant's keys, in the order of the table's. */
export interface TenantName {
  readonly side: Side;
  readonly values: readonly string[];
}

/** The two made-up tenants. */
export type Side = "own" | "other";

/** A key that signs tokens. */
export interface ThrowAwayKey {
  readonly keyId: string;
  readonly key: string;
}

/** Seconds that a made-up tenant's token lives: longer than any proof. */
const LIFE = 86_400;

/** Completes "cannot make a row because" where nothing may be written. */
export const NO_SESSION = "a session of a made-up tenant cannot be had where nothing may be written";

/** A key that no server has, for tokens that must not be believed. */
export function throwAwayKey(): ThrowAwayKey {
  return {
    keyId: `palisade-proof-${randomBytes(4).toString("hex")}`,
    key: randomBytes(32).toString("base64"),
  };
}

/**
 * Makes sessions serve a tenant, by whatever the tables' policies ask: a setting, several, a signed token, or the role
 * itself. What that needs is made inside the transaction that is rolled back: the key that signs the tokens is brought
 * by COPY and never committed, so that a token, which stands in statements, is worth nothing to anybody else.
 */
export class TenantSessions {
  readonly #arena: Arena;
  readonly #key = throwAwayKey();
  /** Why no session can be had, by form. */
  readonly #problems = new Map<TenantSource["form"], string>();
  readonly #tablesOwner: string | undefined;
  /** What the made-up tenants are called in each source, for the keys that a table lacks and its neighbours have. */
  readonly #known: Readonly<Record<Side, Map<string, readonly [TenantSource, string]>>> = {
    own: new Map(),
    other: new Map(),
  };

  /** The roles that are tenants, by the table of the form `role` as far as it can be read. */
  readonly tenantRoles: string[] = [];

  private constructor(arena: Arena, tablesOwner: string | undefined) {
    this.#arena = arena;
    this.#tablesOwner = tablesOwner;
  }

  /** Makes what the forms of the scene's tables need. */
  static async prepare(arena: Arena, scene: Scene, noWrite: boolean): Promise<TenantSessions> {
    const tables = [...scene.targets["tenant table"], ...scene.targets.partition];
    const forms = new Set(tables.map(formOf));
    const owner = [SIGNING_KEYS, ROLE_TENANTS].flatMap(
      (name) =>
        scene.model.objects.get(objectKey({ kind: "table", schema: TENANCY_SCHEMA, name }))?.owner ?? [],
    )[0];
    const sessions = new TenantSessions(arena, owner);
    const scopes = new Set(tables.flatMap((table) => (formOf(table) === "signed" ? settingsOf(table) : [])));
    if (forms.has("signed"))
      await sessions.#try("signed", noWrite, async () => {
        for (const scope of scopes) await arena.session.copyIn(copySigningKeys(), sessions.#keyRow(scope));
      });
    if (forms.has("role"))
      await sessions.#try("role", noWrite, () =>
        arena.command(upsertRoleTenant("palisade proof", "palisade proof", "nobody")),
      );
    if (scene.targets["tenant roles"].length > 0) await sessions.#readRoles();
    return sessions;
  }

  async #readRoles(): Promise<void> {
    const read = () =>
      this.#arena.ask<{ role: string }>(
        `SELECT DISTINCT m.role_name AS role FROM ${quoteQualified(TENANCY_SCHEMA, ROLE_TENANTS)} m
           JOIN pg_catalog.pg_roles r ON r.rolname = m.role_name ORDER BY 1`,
      );
    const owner = this.#tablesOwner ?? "";
    const answer = await this.#arena.keep(() => this.#arena.asOwner(owner, read));
    if (Array.isArray(answer)) this.tenantRoles.push(...answer.map(({ role }) => role));
  }

  #keyRow(scope: string): string {
    const { keyId, key } = this.#key;
    return signingKeyRow(scope, keyId, new SigningKey(keyId, key).blocks());
  }

  async #try(form: TenantSource["form"], noWrite: boolean, work: () => Promise<void>): Promise<void> {
    if (noWrite || this.#tablesOwner === undefined) {
      this.#problems.set(form, noWrite ? NO_SESSION : `the tables of the form ${form} are not there`);
      return;
    }
    const owner = this.#tablesOwner;
    const answer = await this.#arena.keep(() => this.#arena.asOwner(owner, work));
    if (answer !== undefined)
      this.#problems.set(
        form,
        `a session of a made-up tenant cannot be had: ${sayRefusal(answer.code, answer.message)}`,
      );
  }

  /** Why no session of a tenant of this table can be had, or `undefined` where it can. */
  missing(table: Tenancy): string | undefined {
    return this.#problems.get(formOf(table));
  }

  /** Takes note of what a made-up tenant is called on a table. */
  note({ keys }: Tenancy, { side, values }: TenantName): void {
    for (const [index, { source }] of keys.entries()) {
      const value = values[index];
      const known = this.#known[side];
      const id = JSON.stringify(source);
      if (value !== undefined && !known.has(id)) known.set(id, [source, value]);
    }
  }

  /**
   * The statement that makes the role's session serve a tenant of this table. Keys that only other tables have get the
   * same tenant's value, so that a view over both shows its rows.
   */
  serve(role: string, table: Tenancy, name: TenantName): string {
    const own = table.keys.map(({ source }, index) => [source, name.values[index] ?? ""] as const);
    const mine = new Set(own.map(([source]) => JSON.stringify(source)));
    const settings = settingsOf(table);
    const beside = [...this.#known[name.side].values()].filter(([source]) => {
      const setting = settingOfSource(source);
      // Two forms cannot share a setting: the table's own counts.
      const clashes = setting !== undefined && settings.includes(setting) && source.form !== formOf(table);
      return !mine.has(JSON.stringify(source)) && !clashes && this.#problems.get(source.form) === undefined;
    });
    return this.#statement(role, [...own, ...beside]);
  }

  /** The token that {@link serve} sets, of a signed table; signed by another key where one is given. */
  token(table: Tenancy, name: TenantName, key: ThrowAwayKey = this.#key): string {
    const places: string[] = [];
    const all = [
      ...[...this.#known[name.side].values()],
      ...table.keys.map(({ source }, index) => [source, name.values[index] ?? ""] as const),
    ];
    for (const [source, value] of all)
      if (source.form === "signed" && settingsOf(table).includes(source.setting)) fill(places, source, value);
    return tenantToken({ tenant: places, ...key, expiresIn: LIFE });
  }

  /** The statement that takes the key of the made-up tenants' tokens away, as a rotation does. */
  withdrawKey(): string[] {
    return this.#asTablesOwner([
      `DELETE FROM ${quoteQualified(TENANCY_SCHEMA, SIGNING_KEYS)} WHERE id = ${quoteLiteral(this.#key.keyId)}`,
    ]);
  }

  /** The statement after which the session names a text instead of a tenant, where one is asked for: "" is nobody. */
  say(role: string, table: Tenancy, text: string): string {
    if (formOf(table) !== "role")
      return settingsOf(table)
        .map((setting) => setTenant(setting, text))
        .join(";\n");
    return text === ""
      ? this.nobody(role)
      : this.#inTable(
          role,
          table.keys.flatMap(({ source }) =>
            source.form === "role" ? [upsertRoleTenant(role, source.key, text)] : [],
          ),
        );
  }

  /** The statement after which a role is no tenant. */
  nobody(role: string): string {
    const remove = `DELETE FROM ${quoteQualified(TENANCY_SCHEMA, ROLE_TENANTS)} WHERE role_name = ${quoteLiteral(role)}`;
    return this.#inTable(role, [remove]);
  }

  #statement(role: string, all: readonly (readonly [TenantSource, string])[]): string {
    const settings = new Map<string, string>();
    const tokens = new Map<string, string[]>();
    const rows: string[] = [];
    for (const [source, value] of all) {
      if (source.form === "setting") settings.set(source.setting, value);
      else if (source.form === "role") rows.push(upsertRoleTenant(role, source.key, value));
      else {
        const places = tokens.get(source.setting) ?? [];
        tokens.set(source.setting, fill(places, source, value));
      }
    }
    for (const [setting, tenant] of tokens)
      settings.set(setting, tenantToken({ tenant, ...this.#key, expiresIn: LIFE }));
    return [
      ...(rows.length === 0 ? [] : [this.#inTable(role, rows)]),
      ...[...settings].map(([setting, value]) => setTenant(setting, value)),
    ].join(";\n");
  }

  /** Statements of whoever may write the table of roles, in the middle of the role's own. */
  #inTable(role: string, statements: readonly string[]): string {
    return [...this.#asTablesOwner(statements), this.#arena.become(role)].join(";\n");
  }

  #asTablesOwner(statements: readonly string[]): string[] {
    const { ownSessions } = this.#arena;
    const owner = this.#tablesOwner;
    return [
      this.#arena.back(),
      ...(ownSessions || owner === undefined ? [] : [this.#arena.become(owner)]),
      ...statements,
      ...(ownSessions ? [] : [this.#arena.back()]),
    ];
  }
}

/** A token holds a value for each place; a place that no table here asks about holds any text. */
function fill(places: string[], source: TenantSource & { form: "signed" }, value: string): string[] {
  while (places.length < source.places) places.push("-");
  places[source.place - 1] = value;
  return places;
}
