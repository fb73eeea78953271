/** One defence of the front door taken away. */
export interface ConnectionMutation {
  readonly attack: string;
  /** The whole of `pg_hba.conf` meanwhile. @default as the server has it */
  readonly accessRules?: string;
  /** Made by a superuser beforehand; `$role` is the application's role. */
  readonly sql?: string;
  /** Settings of the server meanwhile. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What the client trusts meanwhile: the server's own authority, or a strange one. @default the server's own */
  readonly authority?: "own" | "strange";
}

/** Lets the administrator in as ever, so that the mutation can be taken back, and everybody else by one line. */
function everybodyBy(line: string): string {
  return [
    "hostssl all postgres 127.0.0.1/32 scram-sha-256",
    "hostssl all postgres ::1/128 scram-sha-256",
    line,
    "",
  ].join("\n");
}

/** Every mutation of the connection. Each attack by connection has at least one. */
export const CONNECTION_MUTATIONS: readonly ConnectionMutation[] = [
  { attack: "connect-in-plain-text", accessRules: everybodyBy("host all all all scram-sha-256") },
  { attack: "connect-in-plain-text", accessRules: everybodyBy("host all all all trust") },
  { attack: "connect-without-password", accessRules: everybodyBy("hostssl all all all trust") },
  { attack: "connect-with-weak-method", accessRules: everybodyBy("hostssl all all all password") },
  {
    // Where the stored password is a SCRAM verifier the server asks by SCRAM in spite of this line.
    attack: "connect-with-weak-method",
    accessRules: everybodyBy("hostssl all all all md5"),
    sql: "SET password_encryption = 'md5'; ALTER ROLE $role PASSWORD 'only for this test'",
  },
  {
    attack: "connect-by-old-tls",
    settings: { ssl_min_protocol_version: "TLSv1", ssl_ciphers: "ALL:@SECLEVEL=0" },
  },
  { attack: "connect-to-impostor", authority: "strange" },
  { attack: "connect-to-impostor", settings: { ssl: "off" } },
];
