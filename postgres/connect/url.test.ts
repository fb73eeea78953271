import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseUrl } from "./url";

/** What a URL says, without where it says it. */
function values(url: string): Record<string, string> {
  const { layer, problems } = parseUrl(url);
  assert.deepEqual(problems, []);
  return Object.fromEntries(Object.entries(layer).map(([keyword, given]) => [keyword, given.value]));
}

describe("a connection URL that is right", () => {
  const table: readonly (readonly [url: string, values: Record<string, string>])[] = [
    ["postgresql://", {}],
    ["postgres://", {}],
    ["postgresql:///shop", { dbname: "shop" }],
    ["postgresql://db", { host: "db" }],
    ["postgresql://db:6543", { host: "db", port: "6543" }],
    ["postgresql://:6543/", { port: "6543" }],
    [
      "postgresql://ann:pw@db:6543/shop",
      { user: "ann", password: "pw", host: "db", port: "6543", dbname: "shop" },
    ],
    ["postgresql://ann@db", { user: "ann", host: "db" }],
    ["postgresql://ann:@db", { user: "ann", host: "db" }],
    ["postgresql://@db", { host: "db" }],
    ["postgresql://a%40b:p%2Fw%3A%40%3F%23%25@db", { user: "a@b", password: "p/w:@?#%", host: "db" }],
    ["postgresql://ann:a:b@db", { user: "ann", password: "a:b", host: "db" }],
    ["postgresql://ann:a#b@db", { user: "ann", password: "a#b", host: "db" }],
    ["postgresql://ann:%C3%A4%20x@db/sh%2Fop", { user: "ann", password: "ä x", host: "db", dbname: "sh/op" }],
    ["postgresql://[::1]:6543/shop", { host: "::1", port: "6543", dbname: "shop" }],
    ["postgresql://ann@[2001:db8::2]", { user: "ann", host: "2001:db8::2" }],
    ["postgresql://%2Fvar%2Frun%2Fpostgresql/shop", { host: "/var/run/postgresql", dbname: "shop" }],
    ["postgresql:///shop?host=/var/run/postgresql", { host: "/var/run/postgresql", dbname: "shop" }],
    ["postgresql://db?user=ann&password=p%26w", { host: "db", user: "ann", password: "p&w" }],
    [
      "postgresql://db/shop?sslmode=verify-full&sslrootcert=%2Fca.pem&connect_timeout=3&application_name=x%20y",
      {
        host: "db",
        dbname: "shop",
        sslmode: "verify-full",
        sslrootcert: "/ca.pem",
        connect_timeout: "3",
        application_name: "x y",
      },
    ],
    [
      "postgresql://ann:pw@db?application_name=a@b",
      { user: "ann", password: "pw", host: "db", application_name: "a@b" },
    ],
    ["postgresql://db?ssl=true", { host: "db", sslmode: "require" }],
    [
      "postgresql://db?hostaddr=10.0.0.1&keepalives=1&target_session_attrs=any",
      { host: "db", hostaddr: "10.0.0.1" },
    ],
    ["  postgresql://db  ", { host: "db" }],
  ];
  for (const [url, expected] of table) {
    test(`says ${JSON.stringify(expected)}: ${url}`, () => assert.deepEqual(values(url), expected));
  }

  test("is warned about for the password in it, and for nothing else", () => {
    assert.deepEqual(parseUrl("postgresql://ann@db/shop?sslmode=require").warnings, []);
    const { warnings } = parseUrl("postgresql://ann:hunter2@db/shop");
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? "", /^the password stands in the URL/);
    assert.doesNotMatch(warnings[0] ?? "", /hunter2/);
  });

  test("may demand channel binding, as managed platforms write it, with a warning", () => {
    const { problems, warnings } = parseUrl("postgresql://db?channel_binding=require");
    assert.deepEqual(problems, []);
    assert.match(warnings[0] ?? "", /channel_binding: is used where the server offers it/);
  });
});

describe("a connection URL that is wrong", () => {
  const table: readonly (readonly [url: string, where: string, problem: RegExp])[] = [
    ["", "URL", /is no PostgreSQL URL/],
    ["db.example.org", "URL", /is no PostgreSQL URL/],
    ["mysql://db", "URL", /is no PostgreSQL URL/],
    ["host=db user=ann", "URL", /is no PostgreSQL URL/],
    ["Postgres://db", "URL", /small letters, two slashes/],
    ["postgresql:db", "URL", /small letters, two slashes/],
    ["postgresql://db,other/shop", "URL, host", /several hosts/],
    ["postgresql://::1/shop", "URL, host", /no host and port/],
    ["postgresql://[::1/shop", "URL, host", /no host and port/],
    ["postgresql://db:1:2/shop", "URL, host", /no host and port/],
    ["postgresql://ann:100%@db", "URL, password", /percent sign/],
    ["postgresql://ann:%zz@db", "URL, password", /percent sign/],
    ["postgresql://ann:%FF@db", "URL, password", /percent sign/],
    ["postgresql://an%00n@db", "URL, user", /%00/],
    ["postgresql://db?sslmode", "URL, parameters", /name=value/],
    ["postgresql://db?sslmode=a=b", "URL, parameters", /name=value/],
    ["postgresql://db?sslmode=require&sslmode=disable", "URL, sslmode", /stands twice/],
    ["postgresql://db?schema=public", "URL, schema", /no connection parameter/],
    ["postgresql://db?__proto__=1", "URL, __proto__", /no connection parameter/],
    ["postgresql://db?options=-csearch_path%3Dx", "URL, options", /not supported/],
    ["postgresql://db?sslcert=x", "URL, sslcert", /not supported/],
    ["postgresql://db?target_session_attrs=primary", "URL, target_session_attrs", /not supported/],
  ];
  for (const [url, where, problem] of table) {
    test(`is told apart: ${url === "" ? "(empty)" : url}`, () => {
      const { problems } = parseUrl(url);
      assert.equal(problems.length, 1, JSON.stringify(problems));
      assert.equal(problems[0]?.where, where);
      assert.match(problems[0]?.problem ?? "", problem);
    });
  }

  test("shows all its mistakes at once", () => {
    const { problems } = parseUrl("postgresql://ann:5%@a,b/shop?options=x&colour=red");
    assert.deepEqual(
      problems.map(({ where }) => where),
      ["URL, password", "URL, host", "URL, options", "URL, colour"],
    );
  });

  const careless = [
    "postgresql://ann:hun@ter2@db/shop",
    "postgresql://ann:hun/ter2@db/shop",
    "postgresql://ann:hun?ter2@db/shop",
    "postgresql://ann:hun?ter2=1@db/shop",
    "postgresql://ann:hun@x/ter2@db/shop",
    "postgresql://ann:12/hunter2@db:5432/shop?sslmode=require",
  ];
  for (const url of careless) {
    test(`gives no piece of a password away that isn't encoded: ${url}`, () => {
      const { layer, problems } = parseUrl(url);
      assert.deepEqual(layer, {});
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.cure ?? "", /%40 for @/);
      assert.doesNotMatch(JSON.stringify(problems), /hun|ter2/);
    });
  }
});
