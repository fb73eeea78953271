import * as pulumi from "@pulumi/pulumi";
import type { TlsMode } from "../../postgres/connect/settings";
import { VERSION } from "./version";

/** Where the server is and how to reach it. Every resource of ours takes a {@link Provider} made from this. */
export interface ProviderArgs {
  /** Host name or address. With `verify-full` it must be a name in the server's certificate. */
  host: pulumi.Input<string>;
  /** @default 5432 */
  port?: pulumi.Input<number>;
  /** The role that manages the server: a superuser, or a role with CREATEROLE and membership in the owners. */
  username: pulumi.Input<string>;
  /** Always kept as a secret, whether or not the caller marked it as one. */
  password?: pulumi.Input<string>;
  /** libpq's words: `disable`, `require`, `verify-ca`, `verify-full`. @default "verify-full" */
  tlsMode?: pulumi.Input<TlsMode>;
  /** The certificate of the authority that signed the server's, as PEM text. Without it Node's own list is used. */
  caCertificate?: pulumi.Input<string>;
  /** The same as a file's path; relative paths count from the project's folder. Not together with `caCertificate`. */
  caCertificateFile?: pulumi.Input<string>;
  /** Seconds to wait for a connection. @default 10 */
  connectTimeout?: pulumi.Input<number>;
  /** Seconds that one statement may take; 0 for no limit. @default 60 */
  statementTimeout?: pulumi.Input<number>;
  /** Seconds to wait for a lock, so that a waiting GRANT never queues the application behind it. @default 5 */
  lockTimeout?: pulumi.Input<number>;
}

/** The explicit provider of Palisade's resources: one server, one managing role. */
export class Provider extends pulumi.ProviderResource {
  /** @internal */
  static readonly __pulumiType = "pulumi:providers:palisade";

  /** True for a provider of this kind, also across copies of the package. */
  static override isInstance(value: unknown): value is Provider {
    return (value as { __pulumiType?: unknown } | undefined)?.__pulumiType === Provider.__pulumiType;
  }

  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    // Provider inputs travel as text; what is not a string is sent as JSON.
    const json = (value: pulumi.Input<number> | undefined) =>
      value === undefined ? undefined : pulumi.output(value).apply((known) => JSON.stringify(known));
    super(
      "palisade",
      name,
      {
        host: args.host,
        port: json(args.port),
        username: args.username,
        password: args.password === undefined ? undefined : pulumi.secret(args.password),
        tlsMode: args.tlsMode,
        caCertificate: args.caCertificate,
        caCertificateFile: args.caCertificateFile,
        connectTimeout: json(args.connectTimeout),
        statementTimeout: json(args.statementTimeout),
        lockTimeout: json(args.lockTimeout),
      },
      pulumi.mergeOptions({ version: VERSION }, opts ?? {}),
    );
  }
}
