import * as pulumi from "@pulumi/pulumi";
import type { RoleLogin } from "../role-set/args";
import type { ServerArgs } from "./args";

/** What a connection string is made of. */
export interface ConnectionFacts {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly username: string;
  readonly password: string;
  readonly tls: boolean;
  readonly caFile?: string | undefined;
}

/**
 * The connection URI that psql and every driver take. Wherever there is TLS it is verified in full; there is no third
 * way. Whatever could end a part of the URI is percent-encoded, also in passwords that others chose.
 */
export function connectionString(facts: ConnectionFacts): string {
  const { host, port, database, username, password, tls, caFile } = facts;
  const address = host.includes(":") ? `[${host}]` : encodeURIComponent(host);
  const parameters = [`sslmode=${tls ? "verify-full" : "disable"}`];
  if (tls && caFile !== undefined) parameters.push(`sslrootcert=${encodeParameter(caFile)}`);
  const login = `${encodeURIComponent(username)}:${encodeURIComponent(password)}`;
  return `postgresql://${login}@${address}:${port}/${encodeURIComponent(database)}?${parameters.join("&")}`;
}

/** A slash needs no encoding behind the question mark, and paths read better with it. */
function encodeParameter(value: string): string {
  return encodeURIComponent(value).replaceAll("%2F", "/");
}

/** A role's connection string, as a secret. */
export function connectionStringOf(
  { username, password }: RoleLogin,
  database: pulumi.Input<string>,
  server: ServerArgs,
): pulumi.Output<string> {
  return pulumi.secret(
    pulumi
      .all([
        server.host,
        server.port ?? 5432,
        server.tls ?? true,
        server.caFile,
        database,
        username,
        password,
      ])
      .apply(([host, port, tls, caFile, name, user, secret]) =>
        connectionString({ host, port, tls, caFile, database: name, username: user, password: secret }),
      ),
  );
}
