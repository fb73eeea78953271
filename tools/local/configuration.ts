import { createServer } from "node:net";

/** Name to value; the values as `postgresql.conf` takes them, without quotes. */
export type ServerSettings = Readonly<Record<string, string | number | boolean>>;

/** The file in the data folder that holds what this module decides; `postgresql.conf` includes it. */
export const SETTINGS_FILE = "palisade.conf";

/**
 * What every local server runs with. Sessions, refusals and changes of structure are logged, without statements'
 * values: a log must not fill with what tables hold. The log keeps a week and is readable for its owner only.
 */
export const HARDENED_SETTINGS: ServerSettings = {
  // TCP with TLS only: no socket that a `local` line of pg_hba.conf would have to guard.
  unix_socket_directories: "",
  ssl: "on",
  ssl_cert_file: "server.crt",
  ssl_key_file: "server.key",
  ssl_min_protocol_version: "TLSv1.2",
  ssl_ciphers: "ECDHE+AESGCM:ECDHE+CHACHA20",
  password_encryption: "scram-sha-256",
  authentication_timeout: "30s",
  log_destination: "stderr",
  logging_collector: "on",
  log_directory: "log",
  log_filename: "postgresql-%a.log",
  log_file_mode: "0600",
  log_rotation_age: "1d",
  log_rotation_size: "0",
  log_truncate_on_rotation: "on",
  log_connections: "on",
  log_disconnections: "on",
  log_replication_commands: "on",
  log_statement: "ddl",
  log_checkpoints: "on",
  log_lock_waits: "on",
  log_temp_files: "0",
  log_line_prefix: "%m [%p] %q%u@%d/%a from %h ",
  log_timezone: "UTC",
  timezone: "UTC",
};

/** The text of {@link SETTINGS_FILE}. Later settings win over earlier ones of the same name. */
export function settingsText(...layers: readonly ServerSettings[]): string {
  const merged = new Map(layers.flatMap((layer) => Object.entries(layer)));
  const lines = [...merged].map(([name, value]) => `${settingName(name)} = ${settingValue(name, value)}`);
  return ["# Written at every start of the local server: changes here do not last.", ...lines, ""].join("\n");
}

/**
 * The first `pg_hba.conf`: passwords by SCRAM, over TLS, from this machine; nothing else. Written once, when the
 * server is made: from then on it belongs to whoever manages the server.
 */
export function accessRulesText(): string {
  return [
    "# TYPE     DATABASE  USER  ADDRESS       METHOD",
    "local      all       all                 scram-sha-256",
    "hostssl    all       all   127.0.0.1/32  scram-sha-256",
    "hostssl    all       all   ::1/128       scram-sha-256",
    "host       all       all   all           reject",
    "",
  ].join("\n");
}

/** The addresses to listen on: this machine's, in the families that it has. */
export async function loopbackAddresses(): Promise<string> {
  return (await hasAddress("::1")) ? "127.0.0.1, ::1" : "127.0.0.1";
}

function settingName(name: string): string {
  if (!/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/i.test(name)) {
    throw new RangeError(`${JSON.stringify(name)} cannot be the name of a server setting`);
  }
  return name;
}

/** The value of a setting in single quotes; in this file both `'` and `\` are written twice (guc-file.l, GUC_scanstr). */
function settingValue(name: string, value: string | number | boolean): string {
  const text = typeof value === "boolean" ? (value ? "on" : "off") : String(value);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break would begin a second setting
  if (/[\u0000-\u001f]/.test(text)) throw new RangeError(`the setting ${name} holds a control character`);
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

function hasAddress(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ host: address, port: 0 }, () => probe.close(() => resolve(true)));
  });
}
