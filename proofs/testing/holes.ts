/** The tenant setting, as a policy reads it. */
export const SETTING = "current_setting('app.tenant_id', true)";

/** What a policy would have to say to be open in one state of the setting only. */
export const OPEN_WHEN = {
  "setting-unset": `${SETTING} IS NULL`,
  "setting-empty": `${SETTING} = ''`,
  "other-tenant": `length(${SETTING}) = 36`,
} as const;

/** The commands whose policies an action needs. */
export const COMMANDS_OF = {
  read: ["SELECT"],
  insert: ["INSERT"],
  update: ["SELECT", "UPDATE"],
  move: ["SELECT", "UPDATE"],
  delete: ["SELECT", "DELETE"],
} as const;

/** A further policy that opens a table to a role for one command. */
export function hole(table: string, role: string, command: string, condition: string): string {
  const clause = command === "INSERT" ? `WITH CHECK (${condition})` : `USING (${condition})`;
  return `CREATE POLICY hole_${command.toLowerCase()} ON ${table} FOR ${command} TO ${role} ${clause}`;
}

/** A tenant function that claims to be IMMUTABLE, so that plans keep its first answer. */
export const STALE_TENANT = [
  `CREATE FUNCTION app.tenant() RETURNS uuid LANGUAGE plpgsql IMMUTABLE
     AS $$ BEGIN RETURN nullif(current_setting('app.tenant_id', true), '')::uuid; END $$`,
  "GRANT EXECUTE ON FUNCTION app.tenant() TO PUBLIC",
  "ALTER POLICY palisade_tenant ON app.customers USING (tenant_id = app.tenant()) WITH CHECK (tenant_id = app.tenant())",
];

/** A policy that takes the setting for a pattern: text, so that no cast to uuid stands in the way. */
export const WILDCARD = `tenant_id::text LIKE ${SETTING}`;

/** True from a `server_version_num` on. */
export const since = (version: number) => (server: number) => server >= version;
/** True before a `server_version_num`. */
export const before = (version: number) => (server: number) => server < version;
