import { isKeyword, judgeParameter, type Keyword, type Layer } from "./keywords";
import type { ConnectionProblem } from "./problems";

/** What a connection URL says. */
export interface ParsedUrl {
  readonly layer: Layer;
  readonly warnings: readonly string[];
  readonly problems: readonly ConnectionProblem[];
}

const EXAMPLE = "postgresql://user@host:5432/database?sslmode=verify-full";

/**
 * Reads a connection URL by libpq's grammar: `postgresql://[user[:password]@][host][:port][/database][?name=value&…]`.
 *
 * Written out here because the ready-made readers fall short of it: `URL` refuses a host in percent signs
 * (a Unix socket's folder), and `pg-connection-string` lets unknown parameters pass, reads files, warns on stderr
 * by itself and leaves parts of a database's name encoded. No message repeats a text that may be a piece of a
 * password: what follows a character that should have been encoded lands in other parts of the URL.
 */
export function parseUrl(url: string): ParsedUrl {
  const start = /^\s*postgres(?:ql)?:\/\//.exec(url);
  if (start === null) {
    const problem = /^\s*postgres(ql)?:/i.test(url)
      ? "must begin with postgresql:// (small letters, two slashes)"
      : "is no PostgreSQL URL";
    return failed([{ where: "URL", problem, cure: `write it like ${EXAMPLE}` }]);
  }
  const rest = url.slice(start[0].length).trimEnd();
  const end = rest.search(/[/?]/);
  const authority = end === -1 ? rest : rest.slice(0, end);
  const tail = end === -1 ? "" : rest.slice(end);
  const question = tail.indexOf("?");
  const path = question === -1 ? tail : tail.slice(0, question);
  const query = question === -1 ? "" : tail.slice(question + 1);

  const stray = strayAt(authority, path, query);
  if (stray !== undefined) return failed([stray]);

  const reader = new Reader();
  const at = authority.indexOf("@");
  if (at !== -1) readUser(reader, authority.slice(0, at));
  readHost(reader, authority.slice(at + 1));
  reader.take("dbname", "URL, database", path.slice(1));
  readQuery(reader, query);
  return reader.result();
}

/** Collects what is found, and decodes it. */
class Reader {
  readonly #layer: Layer = {};
  readonly #warnings: string[] = [];
  readonly #problems: ConnectionProblem[] = [];

  take(keyword: Keyword, where: string, encoded: string): void {
    if (encoded === "") return;
    const value = this.decode(where, encoded);
    if (value === undefined) return;
    this.#layer[keyword] = { value, where };
    if (keyword === "password") {
      this.warn(
        "the password stands in the URL, where the shell's history and the list of processes may show it: " +
          "use PGPASSWORD or ~/.pgpass",
      );
    }
  }

  decode(where: string, encoded: string): string | undefined {
    try {
      const value = decodeURIComponent(encoded);
      if (!value.includes("\0")) return value;
      this.fail(where, "holds %00, a character that PostgreSQL cannot store", "leave it out");
    } catch {
      this.fail(
        where,
        "has a percent sign that begins no encoded character",
        "write %25 for a percent sign itself",
      );
    }
    return undefined;
  }

  warn(text: string): void {
    this.#warnings.push(text);
  }

  fail(where: string, problem: string, cure: string): void {
    this.#problems.push({ where, problem, cure });
  }

  result(): ParsedUrl {
    return { layer: this.#layer, warnings: this.#warnings, problems: this.#problems };
  }
}

function readUser(reader: Reader, text: string): void {
  const colon = text.indexOf(":");
  reader.take("user", "URL, user", colon === -1 ? text : text.slice(0, colon));
  if (colon !== -1) reader.take("password", "URL, password", text.slice(colon + 1));
}

function readHost(reader: Reader, text: string): void {
  if (text.includes(",")) {
    reader.fail("URL, host", "names several hosts", "name the one that is meant");
    return;
  }
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed !== null) {
    reader.take("host", "URL, host", bracketed[1] ?? "");
    reader.take("port", "URL, port", bracketed[2] ?? "");
    return;
  }
  if (text.startsWith("[") || text.split(":").length > 2) {
    reader.fail("URL, host", "is no host and port", "write an IPv6 address in brackets: [::1]:5432");
    return;
  }
  const [host, port] = text.split(":");
  reader.take("host", "URL, host", host ?? "");
  reader.take("port", "URL, port", port ?? "");
}

function readQuery(reader: Reader, query: string): void {
  const seen = new Set<string>();
  for (const pair of query.split("&").filter((text) => text !== "")) {
    const equals = pair.indexOf("=");
    const name = reader.decode("URL, parameters", equals === -1 ? pair : pair.slice(0, equals));
    if (name === undefined) continue;
    if (equals === -1 || pair.indexOf("=", equals + 1) !== -1) {
      reader.fail(
        "URL, parameters",
        "one of them is not of the form name=value",
        "write them as ?name=value&name=value, with %3D for = and %26 for & inside a value",
      );
    } else if (seen.has(name)) {
      reader.fail(`URL, ${shown(name)}`, "stands twice", "keep one of the two");
    } else {
      seen.add(name);
      readParameter(reader, name, pair.slice(equals + 1));
    }
  }
}

function readParameter(reader: Reader, name: string, encoded: string): void {
  const where = `URL, ${shown(name)}`;
  const value = reader.decode(where, encoded);
  if (value === undefined) return;
  // JDBC's spelling, which libpq takes too.
  if (name === "ssl" && value === "true") {
    reader.take("sslmode", where, "require");
  } else if (isKeyword(name)) {
    reader.take(name, where, encoded);
  } else if (name === "channel_binding" && value === "require") {
    // Managed platforms put it into the URLs that they show; binding is used where the server offers it.
    reader.warn(`${where}: is used where the server offers it, and not demanded`);
  } else if (judgeParameter(name, value) === "without effect") {
    reader.fail(where, "is not supported", "leave it out");
  } else if (judgeParameter(name, value) === "unknown") {
    reader.fail(where, "is no connection parameter", "leave it out, or correct its name");
  }
}

/** A `@` that belongs to nothing comes from a password whose special characters aren't encoded. */
function strayAt(authority: string, path: string, query: string): ConnectionProblem | undefined {
  const count = authority.split("@").length - 1;
  if (count <= 1 && !path.includes("@") && !(count === 0 && query.includes("@"))) return undefined;
  return {
    where: "URL",
    problem: "has a @, / or ? in its user name or password that isn't encoded",
    cure: "write %40 for @, %2F for /, %3F for ?, %23 for #, %3A for :",
  };
}

/** A parameter's name, unless it looks like something else that slipped in. */
function shown(name: string): string {
  return /^[a-z_]{1,40}$/i.test(name) ? name : "parameters";
}

function failed(problems: readonly ConnectionProblem[]): ParsedUrl {
  return { layer: {}, warnings: [], problems };
}
