import { CUSTOMER } from "./customer";
import { APP_ROLE, APP_SCHEMA, ownsPublic } from "./declaration";
import type { RecreatedServer } from "./recreated";

const { app, stranger } = CUSTOMER;

/** What this admin cannot do, and what the refusal says would help. */
export interface Refusal {
  readonly name: string;
  /** Where it is refused; elsewhere it must work. */
  readonly where: (server: RecreatedServer) => boolean;
  /** Made by the platform's superuser before. */
  readonly before?: (server: RecreatedServer) => readonly string[];
  /** Changes of the declaration. */
  readonly declared: Record<string, unknown>;
  readonly says: (server: RecreatedServer) => RegExp;
  readonly afterwards?: (server: RecreatedServer) => readonly string[];
}

/** Since 16 CREATEROLE has no power over what others made and granted, and passes on the attributes that it has itself. */
const sinceSixteen = ({ major }: RecreatedServer) => major >= 16;
const cannotPassOn = ({ platform, major }: RecreatedServer) =>
  major < 16 || !["neon", "supabase"].includes(platform.name);

/** Every kind of it. */
export const REFUSALS: readonly Refusal[] = [
  {
    name: "schema public of the server's superuser",
    where: (server) => !ownsPublic(server),
    declared: { schemas: { public: {}, app: APP_SCHEMA } },
    says: ({ platform }) => new RegExp(`the rights of role ${platform.superuser}, .*schema public`),
  },
  {
    name: "a table of a role that somebody else made",
    where: sinceSixteen,
    before: () => [
      "CREATE ROLE elsewhere",
      "CREATE TABLE app.foreign_table (id int)",
      "ALTER TABLE app.foreign_table OWNER TO elsewhere",
    ],
    declared: {},
    says: ({ platform }) => new RegExp(`GRANT "elsewhere" TO "${platform.admin}"`),
    afterwards: () => ["DROP TABLE app.foreign_table", "DROP ROLE elsewhere"],
  },
  {
    name: "a membership that the server's superuser granted",
    where: sinceSixteen,
    before: () => [`GRANT ${app} TO ${stranger}`],
    declared: {},
    says: () => /SUPERUSER.*shop_app: is no longer granted to shop_stranger/,
    afterwards: () => [`REVOKE ${app} FROM ${stranger}`],
  },
  {
    name: "REPLICATION",
    where: cannotPassOn,
    declared: { roles: { [app]: { ...APP_ROLE, replication: true } } },
    says: ({ platform, major }) =>
      new RegExp(`ALTER ROLE "${major < 16 ? app : platform.admin}" REPLICATION`),
  },
  {
    name: "a superuser's parameter",
    where: () => true,
    declared: { roles: { [app]: { ...APP_ROLE, settings: { ...APP_ROLE.settings, log_statement: "ddl" } } } },
    says: ({ platform, major }) =>
      major < 15
        ? /log_statement/
        : new RegExp(`GRANT SET ON PARAMETER .*log_statement.* TO "${platform.admin}"`),
  },
  {
    name: "a language of the server's superuser",
    where: () => true,
    declared: {
      grants: [{ to: [app], privileges: ["USAGE"], on: [{ kind: "languages", name: "plpgsql" }] }],
    },
    says: ({ platform }) => new RegExp(`the rights of role ${platform.superuser}, .*language plpgsql`),
  },
];
