import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { strangeAuthority } from "../../test/peers";
import { ConnectionSettingsError } from "./problems";
import { type ConnectionSources, resolveConnection } from "./resolve";

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "palisade-home-"));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

function resolve(sources: Partial<ConnectionSources>): ReturnType<typeof resolveConnection> {
  const { env = {}, ...rest } = sources;
  return resolveConnection({ homeDirectory: home, userName: "ann", socketDirectories: [], env, ...rest });
}

/** The mistakes that are found, as one line each. */
function mistakes(sources: Partial<ConnectionSources>): string[] {
  try {
    resolve(sources);
  } catch (error) {
    assert.ok(error instanceof ConnectionSettingsError, String(error));
    return error.problems.map(({ where, problem }) => `${where}: ${problem}`);
  }
  return [];
}

function file(name: string, text: string, mode = 0o600): string {
  const path = join(home, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe("where a connection's parts come from", () => {
  test("nothing said: this machine, this user, the database of that name", () => {
    const { settings } = resolve({});
    assert.deepEqual(settings, {
      host: "localhost",
      port: 5432,
      user: "ann",
      database: "ann",
      tlsMode: "require",
    });
  });

  test("the environment", () => {
    const { settings, warnings } = resolve({
      env: {
        PGHOST: "db.example.org",
        PGHOSTADDR: "10.0.0.7",
        PGPORT: "6543",
        PGUSER: "app",
        PGPASSWORD: "s3cret",
        PGDATABASE: "shop",
        PGSSLMODE: "verify-full",
        PGCONNECT_TIMEOUT: "3",
        PGAPPNAME: "audit",
      },
    });
    assert.deepEqual(settings, {
      host: "db.example.org",
      hostAddress: "10.0.0.7",
      port: 6543,
      user: "app",
      password: "s3cret",
      database: "shop",
      tlsMode: "verify-full",
      connectTimeout: 3_000,
      applicationName: "audit",
    });
    assert.deepEqual(warnings, []);
  });

  test("empty variables count as not set", () => {
    const env = { PGHOST: "", PGPORT: "", PGUSER: "", PGSSLMODE: "", PGSERVICE: "", PGOPTIONS: "" };
    assert.equal(resolve({ env }).settings.port, 5432);
    assert.equal(resolve({ env }).settings.user, "ann");
  });

  test("a URL counts more than a service, a service more than the environment", () => {
    file(".pg_service.conf", "[shop]\nhost=from-service\nport=2\nuser=from-service\n");
    const env = {
      PGSERVICE: "shop",
      PGHOST: "from-env",
      PGPORT: "3",
      PGUSER: "from-env",
      PGDATABASE: "from-env",
    };
    const { settings } = resolve({ url: "postgresql://from-url?sslmode=require", env });
    assert.deepEqual(
      [settings.host, settings.port, settings.user, settings.database],
      ["from-url", 2, "from-service", "from-env"],
    );
  });

  test("only an address: it is the host; with a socket's folder: it has no meaning", () => {
    assert.equal(resolve({ env: { PGHOSTADDR: "10.0.0.7" } }).settings.host, "10.0.0.7");
    const { settings } = resolve({ env: { PGHOST: "/run/pg", PGHOSTADDR: "10.0.0.7" } });
    assert.deepEqual([settings.host, settings.hostAddress], ["/run/pg", undefined]);
  });

  test("no host: a socket in one of the usual folders, if there is one for the port", () => {
    file("sockets/.s.PGSQL.6543", "");
    const socketDirectories = [join(home, "none"), join(home, "sockets")];
    assert.equal(
      resolve({ socketDirectories, env: { PGPORT: "6543" } }).settings.host,
      join(home, "sockets"),
    );
    assert.equal(resolve({ socketDirectories }).settings.host, "localhost");
  });

  test("warns of variables that psql would follow and this doesn't, unless they ask for nothing more", () => {
    const env = {
      PGSSLMODE: "verify-full",
      PGOPTIONS: "-c x=y",
      PGSSLCERT: "c",
      PGTARGETSESSIONATTRS: "any",
    };
    assert.deepEqual(resolve({ env }).warnings, [
      "PGOPTIONS has no effect here",
      "PGSSLCERT has no effect here",
    ]);
  });
});

describe("a service", () => {
  test("is found in PGSERVICEFILE, the home folder, the machine's folder, in this order", () => {
    const own = file("own.conf", "[a]\nhost=own\n");
    file(".pg_service.conf", "[a]\nhost=home\n[b]\nhost=home\n");
    file("etc/pg_service.conf", "[a]\nhost=machine\n[b]\nhost=machine\n[c]\nhost=machine\n");
    const host = (service: string, env: NodeJS.ProcessEnv = {}) =>
      resolve({ env: { PGSERVICE: service, PGSYSCONFDIR: join(home, "etc"), ...env } }).settings.host;
    assert.equal(host("a", { PGSERVICEFILE: own }), "own");
    assert.equal(host("b", { PGSERVICEFILE: own }), "machine");
    assert.equal(host("a"), "home");
    assert.equal(host("c"), "machine");
    assert.equal(resolve({ url: "postgresql://?service=b" }).settings.host, "home");
  });

  test("is read as libpq reads it: comments, spaces around lines, the first of two, the first section", () => {
    file(
      ".pg_service.conf",
      "# all\n[other]\nhost=wrong\n\n [shop] \n  # here\n  host=db\nhost=second\nport=6543\r\npassword=a=b # c\n[shop]\nuser=wrong\n",
    );
    const { settings } = resolve({ env: { PGSERVICE: "shop" } });
    assert.deepEqual(
      [settings.host, settings.port, settings.user, settings.password],
      ["db", 6543, "ann", "a=b # c"],
    );
  });

  test("is reported where it isn't there, and where its lines are wrong", () => {
    const path = file(".pg_service.conf", "[shop]\nhost = db\nservice=x\ncolour=red\nsslcert=c\nnonsense\n");
    assert.deepEqual(mistakes({ env: { PGSERVICE: "shop" } }), [
      `${path}, line 2: is not of the form parameter=value`,
      `${path}, line 3: a service cannot lead to another`,
      `${path}, line 4: "colour" is no connection parameter`,
      `${path}, line 6: is not of the form parameter=value`,
    ]);
    const [missing] = mistakes({ env: { PGSERVICE: "nope", PGSYSCONFDIR: home } });
    assert.match(missing ?? "", /^PGSERVICE: there is no service "nope" in .*pg_service\.conf or /);
    const [noFile] = mistakes({ env: { PGSERVICE: "shop", PGSERVICEFILE: join(home, "none") } });
    assert.match(noFile ?? "", /^PGSERVICEFILE: .*none does not exist/);
  });
});

describe("a password file", () => {
  const password = (text: string, env: NodeJS.ProcessEnv, mode?: number) => {
    file(".pgpass", text, mode);
    return resolve({ env: { PGSSLMODE: "disable", ...env } });
  };

  test("gives the first line that fits host, port, database and user", () => {
    const text =
      "db:5432:shop:bob:1\nother:5432:shop:ann:2\ndb:5433:shop:ann:3\ndb:5432:*:ann:4\ndb:5432:shop:ann:5\n";
    assert.equal(password(text, { PGHOST: "db", PGDATABASE: "shop" }).settings.password, "4");
  });

  test("takes wildcards, comments, escapes and Windows's line ends, and ends a password at a colon", () => {
    const env = { PGHOST: "db", PGUSER: "a:b\\c", PGDATABASE: "*" };
    assert.equal(password("#*:*:*:*:no\n*:*:*:*:yes\r\n", env).settings.password, "yes");
    assert.equal(password("#db:*:*:*:no\n*:*:*:*:yes\n", { PGHOST: "#db" }).settings.password, "yes");
    assert.equal(password("db:*:\\*:a\\:b\\\\c:p\\:q\\\\r:rest\n", env).settings.password, "p:q\\r");
    assert.equal(password("d*:*:*:*:no\n", env).settings.password, undefined);
    assert.equal(password("db:*:*\n\ndb\n", env).settings.password, undefined);
  });

  test("counts less than a password that is given, and is passed over where others may read it", () => {
    assert.equal(password("*:*:*:*:file\n", { PGPASSWORD: "given" }).settings.password, "given");
    for (const mode of [0o640, 0o604, 0o620]) {
      const { settings, warnings } = password("*:*:*:*:file\n", {}, mode);
      assert.equal(settings.password, undefined);
      assert.match(warnings[0] ?? "", /passed over, because others may read it: chmod 600/);
    }
  });

  test("may lie elsewhere, may be missing, and must be a plain file", () => {
    const elsewhere = file("secret", "*:*:*:*:elsewhere\n");
    const env = { PGSSLMODE: "disable" };
    assert.equal(resolve({ env: { ...env, PGPASSFILE: elsewhere } }).settings.password, "elsewhere");
    assert.deepEqual(resolve({ env: { ...env, PGPASSFILE: join(home, "none") } }).warnings, []);
    assert.match(resolve({ env: { ...env, PGPASSFILE: home } }).warnings[0] ?? "", /is no plain file/);
  });

  test("lists a usual socket under localhost, another one under its folder", () => {
    const text = "localhost:*:*:*:usual\n/run/own:*:*:*:own\n";
    file("sockets/.s.PGSQL.5432", "");
    file(".pgpass", text);
    const socketDirectories = [join(home, "sockets")];
    assert.equal(resolve({ socketDirectories }).settings.password, "usual");
    assert.equal(
      resolve({ socketDirectories, env: { PGHOST: join(home, "sockets") } }).settings.password,
      "usual",
    );
    assert.equal(resolve({ socketDirectories, env: { PGHOST: "/run/own" } }).settings.password, "own");
  });
});

describe("the TLS mode", () => {
  test("is verify-full where an authority is known, and otherwise require with a warning", async () => {
    const pem = await strangeAuthority();
    assert.match(resolve({}).warnings[0] ?? "", /nothing proves that it leads to the right server/);
    file(".postgresql/root.crt", pem);
    assert.deepEqual(
      [resolve({}).settings.tlsMode, resolve({}).settings.ca, resolve({}).warnings],
      ["verify-full", pem, []],
    );
    const path = file("ca.pem", pem);
    assert.equal(resolve({ env: { PGSSLROOTCERT: path } }).settings.tlsMode, "verify-full");
    assert.equal(resolve({ env: { PGSSLROOTCERT: "system" } }).settings.tlsMode, "verify-full");
    assert.equal(resolve({ env: { PGSSLROOTCERT: "system" } }).settings.ca, undefined);
  });

  test("is never prefer: it is raised, with a warning", async () => {
    for (const mode of ["allow", "prefer"]) {
      const { settings, warnings } = resolve({ env: { PGSSLMODE: mode } });
      assert.equal(settings.tlsMode, "require");
      assert.match(warnings[0] ?? "", new RegExp(`^PGSSLMODE: ${mode} falls back to plain text`));
    }
  });

  test("require verifies the authority where one is known, as libpq does", async () => {
    assert.equal(resolve({ env: { PGSSLMODE: "require" } }).settings.tlsMode, "require");
    const PGSSLROOTCERT = file("ca.pem", await strangeAuthority());
    assert.equal(resolve({ env: { PGSSLMODE: "require", PGSSLROOTCERT } }).settings.tlsMode, "verify-ca");
    assert.equal(resolve({ env: { PGSSLMODE: "prefer", PGSSLROOTCERT } }).settings.tlsMode, "verify-ca");
  });

  test("stays what is asked for otherwise", () => {
    for (const mode of ["disable", "verify-ca", "verify-full"]) {
      const { settings, warnings } = resolve({ env: { PGSSLMODE: mode } });
      assert.equal(settings.tlsMode, mode);
      assert.deepEqual(warnings, []);
    }
  });

  test("has no meaning on a Unix socket, which is said where verification was asked for", () => {
    for (const mode of ["require", "verify-full"]) {
      const { settings, warnings } = resolve({ env: { PGHOST: "/run/pg", PGSSLMODE: mode } });
      assert.equal(settings.tlsMode, "disable");
      assert.equal(warnings.length, mode === "verify-full" ? 1 : 0);
    }
  });

  test("is reported where it or the certificate is wrong", () => {
    const empty = file("empty.pem", "nothing");
    const broken = file("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assert.deepEqual(mistakes({ env: { PGSSLMODE: "strict" } }), ['PGSSLMODE: "strict" is no TLS mode']);
    assert.deepEqual(mistakes({ env: { PGSSLROOTCERT: empty } }), [
      `PGSSLROOTCERT: ${empty} holds no certificate`,
    ]);
    assert.deepEqual(mistakes({ env: { PGSSLROOTCERT: broken } }), [
      `PGSSLROOTCERT: ${broken} holds a certificate that cannot be read`,
    ]);
    const missing = join(home, "none.pem");
    assert.deepEqual(mistakes({ env: { PGSSLROOTCERT: missing } }), [
      `PGSSLROOTCERT: ${missing} does not exist`,
    ]);
    assert.match(
      mistakes({ env: { PGSSLROOTCERT: "system", PGSSLMODE: "require" } })[0] ?? "",
      /^PGSSLMODE: require is too weak for sslrootcert=system/,
    );
  });
});

describe("mistakes", () => {
  test("are all reported at once, each with its place and its cure", () => {
    const env = {
      PGPORT: "http",
      PGSSLMODE: "maybe",
      PGCONNECT_TIMEOUT: "-1",
      PGSERVICE: "none",
      PGHOST: "a,b",
    };
    const places = mistakes({ env, url: "postgresql://?colour=red" }).map((line) => line.split(":")[0]);
    assert.deepEqual(places, [
      "URL, colour",
      "PGSERVICE",
      "PGPORT",
      "PGCONNECT_TIMEOUT",
      "PGHOST",
      "PGSSLMODE",
    ]);
    assert.throws(
      () => resolve({ env: { PGPORT: "70000", PGSSLMODE: "maybe" } }),
      /^ConnectionSettingsError: 2 mistakes in the connection:\n {2}PGPORT: "70000" is not a port; write a whole number from 1 to 65535\n {2}PGSSLMODE: "maybe" is no TLS mode; write one of disable, require, verify-ca, verify-full$/,
    );
  });

  test("never show a piece of a password that landed in the port", () => {
    assert.deepEqual(mistakes({ url: "postgresql://ann:hunter2/shop" }), ["URL, port: it is not a port"]);
    assert.deepEqual(mistakes({ url: "postgresql://db:543x2/shop" }), ["URL, port: it is not a port"]);
  });

  test("an address is an address", () => {
    assert.deepEqual(mistakes({ env: { PGHOSTADDR: "db.example.org" } }), [
      'PGHOSTADDR: "db.example.org" is no IP address',
    ]);
    assert.deepEqual(mistakes({ env: { PGHOSTADDR: "10.0.0.1,10.0.0.2" } }), [
      "PGHOSTADDR: names several hosts",
    ]);
    assert.deepEqual(mistakes({ env: { PGHOSTADDR: "fe80::1" } }), []);
  });

  test("a port is a whole number that exists", () => {
    for (const PGPORT of ["0", "65536", "5432.5", "0x10", "5e3", "", " 5432 "]) {
      assert.equal(
        mistakes({ env: { PGPORT } }).length,
        PGPORT.trim() === "5432" || PGPORT === "" ? 0 : 1,
        PGPORT,
      );
    }
  });
});
