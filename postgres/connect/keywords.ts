/**
 * libpq's words for the parts of a connection: what Palisade takes, what it may pass over, and what it must not.
 * Source: PostgreSQL's manual, "Parameter Key Words" and "Environment Variables" of libpq.
 */

/** The parameters that are taken, with the environment variable of each. */
export const KEYWORDS = {
  host: "PGHOST",
  hostaddr: "PGHOSTADDR",
  port: "PGPORT",
  user: "PGUSER",
  password: "PGPASSWORD",
  dbname: "PGDATABASE",
  sslmode: "PGSSLMODE",
  sslrootcert: "PGSSLROOTCERT",
  connect_timeout: "PGCONNECT_TIMEOUT",
  application_name: "PGAPPNAME",
  passfile: "PGPASSFILE",
  service: "PGSERVICE",
} as const;

/** See {@link KEYWORDS}. */
export type Keyword = keyof typeof KEYWORDS;

/** A value and where it was found, as words for a message. */
export interface Given {
  readonly value: string;
  readonly where: string;
}

/** What one source says about a connection. */
export type Layer = Partial<Record<Keyword, Given>>;

/** Parameters without meaning for what Palisade does: passed over in silence. */
const WITHOUT_MEANING = new Set([
  "client_encoding",
  "fallback_application_name",
  "gssdelegation",
  "gsslib",
  "keepalives",
  "keepalives_count",
  "keepalives_idle",
  "keepalives_interval",
  "krbsrvname",
  "load_balance_hosts",
  "max_protocol_version",
  "min_protocol_version",
  "sslcompression",
  "sslsni",
  "tcp_user_timeout",
]);

/**
 * Parameters that would change whom Palisade talks to, as whom or how safely, with the values that ask for no more
 * than what is done anyway: TLS 1.2 is the least that Node speaks, and channel binding is used wherever the server offers it.
 */
const WITH_MEANING: Readonly<
  Record<string, { readonly variable?: string; readonly met: readonly string[] }>
> = {
  channel_binding: { variable: "PGCHANNELBINDING", met: ["prefer"] },
  gssencmode: { variable: "PGGSSENCMODE", met: ["disable", "prefer"] },
  options: { variable: "PGOPTIONS", met: [] },
  replication: { met: ["false", "off", "no", "0"] },
  require_auth: { variable: "PGREQUIREAUTH", met: [] },
  requirepeer: { variable: "PGREQUIREPEER", met: [] },
  ssl_max_protocol_version: { variable: "PGSSLMAXPROTOCOLVERSION", met: ["TLSv1.3"] },
  ssl_min_protocol_version: { variable: "PGSSLMINPROTOCOLVERSION", met: ["TLSv1", "TLSv1.1", "TLSv1.2"] },
  sslcert: { variable: "PGSSLCERT", met: [] },
  sslcertmode: { variable: "PGSSLCERTMODE", met: ["disable", "allow"] },
  sslcrl: { variable: "PGSSLCRL", met: [] },
  sslcrldir: { variable: "PGSSLCRLDIR", met: [] },
  sslkey: { variable: "PGSSLKEY", met: [] },
  sslnegotiation: { variable: "PGSSLNEGOTIATION", met: ["postgres"] },
  sslpassword: { met: [] },
  target_session_attrs: { variable: "PGTARGETSESSIONATTRS", met: ["any"] },
};

/** What to do with a parameter: take it, pass over it, say that it has no effect, or refuse a word that libpq doesn't know either. */
export type Verdict = "taken" | "passed over" | "without effect" | "unknown";

/** Whether a name is one of {@link KEYWORDS}. */
export function isKeyword(name: string): name is Keyword {
  return Object.hasOwn(KEYWORDS, name);
}

/** Judges a parameter of a URL or of a service file. */
export function judgeParameter(name: string, value: string): Verdict {
  if (isKeyword(name)) return "taken";
  if (WITHOUT_MEANING.has(name)) return "passed over";
  const known = Object.hasOwn(WITH_MEANING, name) ? WITH_MEANING[name] : undefined;
  if (known === undefined) return "unknown";
  return value === "" || known.met.includes(value) ? "passed over" : "without effect";
}

/** What the environment says, and warnings for the variables that psql would follow and Palisade doesn't. */
export function readEnvironment(environment: NodeJS.ProcessEnv): { layer: Layer; warnings: string[] } {
  const layer: Layer = {};
  for (const [keyword, variable] of Object.entries(KEYWORDS) as [Keyword, string][]) {
    const value = environment[variable];
    if (value !== undefined && value !== "") layer[keyword] = { value, where: variable };
  }
  const warnings = Object.entries(WITH_MEANING).flatMap(([name, { variable }]) => {
    const value = variable === undefined ? undefined : environment[variable];
    return value !== undefined && judgeParameter(name, value) === "without effect"
      ? [`${variable} has no effect here`]
      : [];
  });
  return { layer, warnings };
}
