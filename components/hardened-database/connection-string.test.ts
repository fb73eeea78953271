import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ConnectionFacts, connectionString } from "./connection-string";

const facts: ConnectionFacts = {
  host: "db.example.com",
  port: 5432,
  database: "shop",
  username: "shop_app",
  password: "secret",
  tls: true,
};

describe("a connection string", () => {
  test("verifies the server in full wherever there is TLS", () => {
    assert.equal(
      connectionString(facts),
      "postgresql://shop_app:secret@db.example.com:5432/shop?sslmode=verify-full",
    );
  });

  test("names the authority's file", () => {
    assert.equal(
      connectionString({ ...facts, caFile: "/etc/my ca/root&1.pem" }),
      "postgresql://shop_app:secret@db.example.com:5432/shop?sslmode=verify-full&sslrootcert=/etc/my%20ca/root%261.pem",
    );
  });

  test("says so where there is no TLS, and names no authority then", () => {
    assert.equal(
      connectionString({ ...facts, tls: false, caFile: "/ca.pem" }),
      "postgresql://shop_app:secret@db.example.com:5432/shop?sslmode=disable",
    );
  });

  const hostile = [
    "a b",
    "a@b",
    "a:b",
    "a/b",
    "a?sslmode=disable",
    "a#b",
    "a%41b",
    "a&b=c",
    "ä€",
    "'\"\\",
    "[::1]",
  ];
  for (const text of hostile) {
    test(`keeps its parts apart whatever stands in them: ${text}`, () => {
      const url = new URL(connectionString({ ...facts, username: text, password: text, database: text }));
      assert.equal(decodeURIComponent(url.username), text);
      assert.equal(decodeURIComponent(url.password), text);
      assert.equal(decodeURIComponent(url.pathname.slice(1)), text);
      assert.equal(url.hostname, "db.example.com");
      assert.deepEqual([...url.searchParams], [["sslmode", "verify-full"]]);
    });
  }

  test("puts an IPv6 address in brackets", () => {
    assert.equal(new URL(connectionString({ ...facts, host: "::1" })).host, "[::1]:5432");
  });
});
