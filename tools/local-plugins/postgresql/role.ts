import { randomBytes } from "node:crypto";
import type { Session } from "../../../postgres/connect/session";
import { isScramVerifier, SALT_BYTES, scramVerifier } from "../../../postgres/scram";
import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { type Properties, sameValue, type Value } from "../../../provider/plugin/protocol";
import { numberOf, standInResource, textOf, textsOf } from "../stand-in";
import type { Configuration } from "./configuration";
import { asMemberOf, change, configurationOf, type ServerContext, withDatabase } from "./sessions";

/** Attributes that are on or off: input → the words for both. */
const SWITCHES = {
  superuser: ["SUPERUSER", "NOSUPERUSER"],
  createDatabase: ["CREATEDB", "NOCREATEDB"],
  createRole: ["CREATEROLE", "NOCREATEROLE"],
  inherit: ["INHERIT", "NOINHERIT"],
  login: ["LOGIN", "NOLOGIN"],
  replication: ["REPLICATION", "NOREPLICATION"],
  bypassRowLevelSecurity: ["BYPASSRLS", "NOBYPASSRLS"],
} as const;

const atLeast = (least: number) => (value: Value) =>
  typeof value === "number" && Number.isInteger(value) && value >= least
    ? undefined
    : `${JSON.stringify(value)} is not a whole number of at least ${least}`;

/** `postgresql:index/role:Role`; its id is the role's name. */
export const role = standInResource<Configuration>({
  inputs: {
    name: { autoName: true },
    password: { secret: true },
    passwordWo: { secret: true },
    passwordWoVersion: {},
    superuser: { default: false },
    createDatabase: { default: false },
    createRole: { default: false },
    inherit: { default: true },
    login: { default: false },
    replication: { default: false },
    bypassRowLevelSecurity: { default: false },
    connectionLimit: { default: -1, problem: atLeast(-1) },
    validUntil: { default: "infinity" },
    encryptedPassword: { default: true },
    encrypted: {},
    roles: { set: true },
    searchPaths: {},
    statementTimeout: { problem: atLeast(0) },
    idleInTransactionSessionTimeout: { problem: atLeast(0) },
    assumeRole: {},
    skipDropRole: { default: false },
    skipReassignOwned: { default: false },
  },
  validate: (inputs) => [
    ...(inputs["encryptedPassword"] === false
      ? [{ path: "encryptedPassword", reason: "PostgreSQL 10 and later store no password unencrypted" }]
      : []),
    ...(inputs["password"] !== undefined && inputs["passwordWo"] !== undefined
      ? [{ path: "passwordWo", reason: "cannot be given together with password" }]
      : []),
  ],
  create: async (inputs, context) => {
    const name = textOf(inputs, "name") ?? "";
    const password = textOf(inputs, "password") ?? textOf(inputs, "passwordWo");
    await change(context, undefined, async (session) => {
      await session.query(
        `CREATE ROLE ${quoteIdentifier(name)} WITH ${attributes(inputs, {}, password).join(" ")}`,
      );
      await alterSettings(session, name, {}, inputs);
      await alterMemberships(session, name, [], textsOf(inputs, "roles"));
    });
    return { id: name, outputs: await outputsOf(name, inputs, context) };
  },
  read: async (id, state, context) => {
    // An update that renamed the role could not change the id.
    const name = textOf(state, "name") ?? id;
    const outputs = await readRole(name, state, context);
    return outputs === undefined ? null : { id, outputs };
  },
  update: async (_id, state, inputs, context) => {
    const name = textOf(inputs, "name") ?? "";
    await change(context, undefined, async (session) => {
      const old = textOf(state, "name") ?? name;
      if (old !== name) {
        await session.query(`ALTER ROLE ${quoteIdentifier(old)} RENAME TO ${quoteIdentifier(name)}`);
      }
      const changed = attributes(inputs, state, newPassword(state, inputs));
      if (changed.length > 0) {
        await session.query(`ALTER ROLE ${quoteIdentifier(name)} WITH ${changed.join(" ")}`);
      }
      await alterSettings(session, name, state, inputs);
      await alterMemberships(session, name, textsOf(state, "roles"), textsOf(inputs, "roles"));
    });
    return outputsOf(name, inputs, context);
  },
  delete: async (id, state, context) => {
    const name = textOf(state, "name") ?? id;
    await change(context, undefined, async (session) => {
      const found = await session.query("SELECT FROM pg_roles WHERE rolname = $1", [name]);
      if (found.length === 0) return;
      if (state["skipReassignOwned"] !== true) {
        await asMemberOf(session, [name], async () => {
          await session.query(`REASSIGN OWNED BY ${quoteIdentifier(name)} TO CURRENT_USER`);
          await session.query(`DROP OWNED BY ${quoteIdentifier(name)}`);
        });
      }
      if (state["skipDropRole"] !== true) await session.query(`DROP ROLE ${quoteIdentifier(name)}`);
    });
  },
});

/** The words of CREATE or ALTER ROLE for what differs from `old`. Naming an attribute at all may need a superuser. */
export function attributes(inputs: Properties, old: Properties, password: string | undefined): string[] {
  const words: string[] = [];
  for (const [name, [on, off]] of Object.entries(SWITCHES)) {
    const wanted = inputs[name];
    if (typeof wanted === "boolean" && wanted !== old[name]) words.push(wanted ? on : off);
  }
  const limit = numberOf(inputs, "connectionLimit");
  if (limit !== undefined && limit !== old["connectionLimit"]) words.push(`CONNECTION LIMIT ${limit}`);
  const until = textOf(inputs, "validUntil");
  if (until !== undefined && until !== old["validUntil"]) {
    words.push(`VALID UNTIL ${quoteLiteral(until.toUpperCase() === "NULL" ? "infinity" : until)}`);
  }
  if (password !== undefined) words.push(`PASSWORD ${passwordLiteral(password)}`);
  return words;
}

/**
 * The password as the server gets it: never in clear, because a server that logs statements would log it. What is a
 * verifier already is passed as it is.
 */
function passwordLiteral(password: string): string {
  if (password.toUpperCase() === "NULL") return "NULL";
  const stored = isScramVerifier(password) || /^md5[0-9a-f]{32}$/.test(password);
  return quoteLiteral(stored ? password : scramVerifier(password, { salt: randomBytes(SALT_BYTES.min) }));
}

/** The password to set in an update; `undefined` where it stays. A removed one becomes NULL. */
function newPassword(state: Properties, inputs: Properties): string | undefined {
  if (state["passwordWoVersion"] !== inputs["passwordWoVersion"] && inputs["passwordWo"] !== undefined) {
    return textOf(inputs, "passwordWo");
  }
  const wanted = textOf(inputs, "password");
  if (wanted === textOf(state, "password")) return undefined;
  return wanted ?? (inputs["passwordWo"] === undefined ? "NULL" : undefined);
}

async function alterSettings(
  session: Session,
  name: string,
  old: Properties,
  inputs: Properties,
): Promise<void> {
  const settings: [input: string, setting: string, value: string | undefined][] = [
    ["searchPaths", "search_path", textsOf(inputs, "searchPaths").map(quoteIdentifier).join(", ")],
    ["statementTimeout", "statement_timeout", milliseconds(inputs, "statementTimeout")],
    [
      "idleInTransactionSessionTimeout",
      "idle_in_transaction_session_timeout",
      milliseconds(inputs, "idleInTransactionSessionTimeout"),
    ],
    [
      "assumeRole",
      "role",
      textOf(inputs, "assumeRole") && quoteIdentifier(textOf(inputs, "assumeRole") ?? ""),
    ],
  ];
  for (const [input, setting, value] of settings) {
    if (sameValue(old[input], inputs[input])) continue;
    const subject = `ALTER ROLE ${quoteIdentifier(name)}`;
    if (value !== undefined && value !== "") await session.query(`${subject} SET ${setting} TO ${value}`);
    else if (old[input] !== undefined) await session.query(`${subject} RESET ${setting}`);
  }
}

/** To the official provider 0, like nothing, takes the setting away. */
function milliseconds(inputs: Properties, name: string): string | undefined {
  const value = numberOf(inputs, name);
  return value === undefined || value === 0 ? undefined : String(value);
}

async function alterMemberships(
  session: Session,
  name: string,
  old: readonly string[],
  wanted: readonly string[],
): Promise<void> {
  for (const group of old.filter((one) => !wanted.includes(one))) {
    await session.query(`REVOKE ${quoteIdentifier(group)} FROM ${quoteIdentifier(name)}`);
  }
  for (const group of wanted.filter((one) => !old.includes(one))) {
    await session.query(`GRANT ${quoteIdentifier(group)} TO ${quoteIdentifier(name)}`);
  }
}

async function outputsOf(name: string, inputs: Properties, context: ServerContext): Promise<Properties> {
  const outputs = await readRole(name, inputs, context);
  if (outputs === undefined)
    throw new Error(`the role ${JSON.stringify(name)} has gone while it was being written`);
  return outputs;
}

interface RoleRow {
  name: string;
  superuser: boolean;
  createDatabase: boolean;
  createRole: boolean;
  inherit: boolean;
  login: boolean;
  replication: boolean;
  bypassRowLevelSecurity: boolean;
  connectionLimit: number;
  validUntil: string;
  roles: string[];
  settings: string[];
  searchPaths: string[] | null;
}

async function readRole(
  name: string,
  known: Properties,
  context: ServerContext,
): Promise<Properties | undefined> {
  return withDatabase(context, undefined, async (session) => {
    const [row] = await session.query<RoleRow>(
      `SELECT r.rolname AS name, rolsuper AS superuser, rolcreatedb AS "createDatabase", rolcreaterole AS "createRole",
              rolinherit AS inherit, rolcanlogin AS login, rolreplication AS replication,
              rolbypassrls AS "bypassRowLevelSecurity", rolconnlimit AS "connectionLimit",
              coalesce(rolvaliduntil::text, 'infinity') AS "validUntil", coalesce(rolconfig, '{}') AS settings,
              ARRAY(SELECT DISTINCT g.rolname::text COLLATE "C" FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
                    WHERE m.member = r.oid ORDER BY 1) AS roles
       FROM pg_roles r WHERE r.rolname = $1`,
      [name],
    );
    if (row === undefined) return undefined;
    const { settings, ...columns } = row;
    return {
      ...columns,
      validUntil: await sameMoment(session, textOf(known, "validUntil"), row.validUntil),
      searchPaths: parseNameList(setting(settings, "search_path") ?? ""),
      statementTimeout: Number(setting(settings, "statement_timeout") ?? 0),
      idleInTransactionSessionTimeout: Number(setting(settings, "idle_in_transaction_session_timeout") ?? 0),
      assumeRole: setting(settings, "role") ?? "",
      encryptedPassword: true,
      skipDropRole: known["skipDropRole"] ?? false,
      skipReassignOwned: known["skipReassignOwned"] ?? false,
      passwordWoVersion: known["passwordWoVersion"],
      password: await readPassword(session, name, known, configurationOf(context)),
    };
  });
}

/** The user's own spelling where it means the moment that stands. */
async function sameMoment(session: Session, known: string | undefined, stands: string): Promise<string> {
  if (known === undefined || known === stands || stands === "infinity" || !/\d/.test(known)) return stands;
  const [row] = await session.query<{ same: boolean }>("SELECT $1::timestamptz = $2::timestamptz AS same", [
    known,
    stands,
  ]);
  return row?.same === true ? known : stands;
}

/** A verifier can be compared with what is stored, by a superuser; a plain password's drift cannot be seen, as with the official provider. */
async function readPassword(
  session: Session,
  name: string,
  known: Properties,
  configuration: Configuration,
): Promise<string | undefined> {
  const password = textOf(known, "password");
  if (password === undefined || !isScramVerifier(password) || !configuration.superuser) return password;
  const [me] = await session.query<{ superuser: boolean }>(
    "SELECT rolsuper AS superuser FROM pg_roles WHERE rolname = current_user",
  );
  if (me?.superuser !== true) return password;
  const [row] = await session.query<{ stored: string | null }>(
    "SELECT rolpassword AS stored FROM pg_authid WHERE rolname = $1",
    [name],
  );
  return row?.stored ?? undefined;
}

function setting(settings: readonly string[], name: string): string | undefined {
  return settings.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** The names of a list as PostgreSQL keeps it in `rolconfig`: separated by commas, quoted where they need it. */
export function parseNameList(text: string): string[] {
  return [...text.matchAll(/"((?:[^"]|"")*)"|[^\s,]+/g)].map((match) =>
    match[1] === undefined ? match[0] : match[1].replaceAll('""', '"'),
  );
}
