import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { LocalServer } from "../local";
import { RUNTIME, STATE } from "./places";

/** What the closing words are made from. */
export interface SummaryFacts {
  readonly server: LocalServer;
  readonly stack: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Whether this run found everything as it should be. */
  readonly nothing: boolean;
  readonly proven: boolean;
  readonly audited: boolean;
}

const ROLES = ["owner", "app", "readonly", "auditor"] as const;
const PURPOSE: Readonly<Record<(typeof ROLES)[number], string>> = {
  owner: "for migrations",
  app: "for the application",
  readonly: "for reports and people",
  auditor: "for palisade audit",
};

/** The file that puts `pulumi` and the stack's settings into a shell. */
const ENVIRONMENT_FILE = join(RUNTIME, "environment");

/** Writes a file for `source`, so that `pulumi` can be used by hand on the local stack. It holds no secret, only where one lies. */
export function writeEnvironmentFile(environment: Readonly<Record<string, string>>): void {
  const quote = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;
  const lines = Object.entries(environment).map(([name, value]) => `export ${name}=${quote(value)}`);
  writeFileSync(ENVIRONMENT_FILE, `${lines.join("\n")}\n`, { mode: 0o600 });
}

function psql(role: string, name: string, database: string, stack: string, server: LocalServer): string {
  const password = `PGPASSWORD="$(pulumi stack output -s ${stack} ${role}Password --show-secrets)"`;
  const { host, port } = server.settings;
  return `${password} psql "host=${host} port=${port} user=${name} dbname=${database} sslmode=verify-full sslrootcert=${server.caFile}"`;
}

/** The closing words: what there is, how to connect, where things lie, how to stop. Passwords are not in it. */
export function summary({ server, stack, outputs, nothing, proven, audited }: SummaryFacts): string {
  const database = String(outputs["database"]);
  const schemas = (outputs["schemas"] as string[] | undefined) ?? [];
  // The auditor is there where the configuration asks for one.
  const roles = ROLES.filter((role) => outputs[`${role}Username`] !== undefined);
  const names = new Map(roles.map((role) => [role, String(outputs[`${role}Username`])]));
  const width = Math.max(...[...names.values()].map((name) => name.length));
  const path = (absolute: string) => {
    const near = relative(process.cwd(), absolute);
    return near.startsWith("..") ? absolute : near || ".";
  };
  const lines = [
    "",
    nothing ? "● Nothing was changed: everything is as it was declared" : "● Ready",
    `  database ${database} with the schemas ${schemas.join(", ")} on PostgreSQL ${server.version}, ${server.host}:${server.port}`,
    ...roles.map((role) => `  role ${names.get(role)?.padEnd(width)}  ${PURPOSE[role]}`),
    `  proof: ${proven ? "every attack was defended" : "an attack got through or could not be made, see above"};  audit: ${audited ? "nothing critical" : "see above"}`,
    "",
    "  Connect with psql (the password goes by the environment, where no process list shows it):",
    `    source ${path(ENVIRONMENT_FILE)}`,
    ...roles.map((role) => `    ${psql(role, names.get(role) ?? "", database, stack, server)}`),
    "  or with a connection string, which holds the password:",
    `    pulumi stack output -s ${stack} appConnectionString --show-secrets`,
    "",
    `  Stack's state    ${path(STATE)} (stack ${stack}; secrets are encrypted)`,
    `  Server's data    ${path(server.dataDirectory)}`,
    `  Server's log     ${path(server.logFile)}`,
    `  Authority        ${path(server.caFile)}`,
    "",
    "  Stop the server        npm stop        (npm start brings it back, with its data)",
    "  Remove the database    npm run destroy (refuses while the database is protected, and says what to do)",
    "",
  ];
  return `${lines.join("\n")}\n`;
}
