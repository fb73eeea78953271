import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { describe, test } from "node:test";
import { DEFAULT_ITERATIONS, isScramVerifier, parseScramVerifier, scramVerifier } from "./scram";

const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
const of = (password: string) => scramVerifier(password, { salt });

describe("a SCRAM-SHA-256 verifier", () => {
  test("completes the exchange of RFC 7677, section 3: the client's proof and the server's signature", () => {
    const nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    const message = [
      "n=user,r=rOprNGfwEbeRWgbNEkqO",
      `r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`,
      `c=biws,r=${nonce}`,
    ].join(",");
    const parts = parseScramVerifier(of("pencil"));
    assert.ok(parts);

    const signature = createHmac("sha256", parts.serverKey).update(message).digest("base64");
    assert.equal(signature, "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");

    const proof = Buffer.from("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "base64");
    const clientSignature = createHmac("sha256", parts.storedKey).update(message).digest();
    const clientKey = proof.map((byte, index) => byte ^ (clientSignature[index] ?? 0));
    assert.deepEqual(createHash("sha256").update(clientKey).digest(), parts.storedKey);
  });

  test("is PostgreSQL's text, the same for the same salt and number of iterations", () => {
    assert.match(
      of("pencil"),
      /^SCRAM-SHA-256\$4096:W22ZaJ0SNY7soEsUEjb6gQ==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$/,
    );
    assert.equal(of("pencil"), of("pencil"));
    assert.equal(of("pencil"), scramVerifier("pencil", { salt, iterations: DEFAULT_ITERATIONS }));
    assert.notEqual(of("pencil"), of("pencil "));
    assert.notEqual(of("pencil"), scramVerifier("pencil", { salt: Buffer.alloc(16, 7) }));
    const slow = scramVerifier("pencil", { salt, iterations: 5000 });
    assert.equal(parseScramVerifier(slow)?.iterations, 5000);
    assert.notDeepEqual(parseScramVerifier(slow)?.storedKey, parseScramVerifier(of("pencil"))?.storedKey);
  });

  test("normalises the password by SASLprep (the examples of RFC 4013, section 3)", () => {
    assert.equal(of("I\u00adX"), of("IX"), "a soft hyphen is mapped to nothing");
    assert.equal(of("\u00aa"), of("a"), "NFKC");
    assert.equal(of("\u2168"), of("IX"), "NFKC");
    assert.equal(
      of("pa\u00a0ss\u00e9"),
      of("pa sse\u0301"),
      "another space is a space, and accents are composed",
    );
    assert.notEqual(of("user"), of("USER"));
  });

  test("takes the raw bytes where SASLprep refuses, as PostgreSQL does", () => {
    const raw = ["\u0627\u0031", "e\u0301\u0007", "\u00ad", "e\u0301\u{1f600}"];
    const verifiers = new Set(raw.map(of));
    assert.equal(verifiers.size, raw.length);
    assert.notEqual(of("e\u0301\u0007"), of("\u00e9\u0007"), "refused, therefore not composed either");
    assert.notEqual(of("a\u0007"), of("a"), "plain ASCII is never touched");
  });

  const wrong: [string, string, Parameters<typeof scramVerifier>[1], RegExp][] = [
    ["an empty password", "", { salt }, /password is empty/],
    ["a NUL character", "a\0b-secret", { salt }, /NUL/],
    ["half a surrogate pair", "secret\ud83d", { salt }, /surrogate/],
    ["a short salt", "secret", { salt: salt.subarray(1) }, /15 bytes; it takes 16 to 64/],
    ["a long salt", "secret", { salt: Buffer.alloc(65) }, /65 bytes/],
    ["too few iterations", "secret", { salt, iterations: 4095 }, /4095 is no number/],
    ["zero iterations", "secret", { salt, iterations: 0 }, /0 is no number/],
    ["half an iteration", "secret", { salt, iterations: 4096.5 }, /4096.5/],
    ["more iterations than PostgreSQL can count", "secret", { salt, iterations: 2 ** 31 }, /2147483648/],
  ];
  for (const [what, password, parameters, message] of wrong) {
    test(`is refused for ${what}, without a word of the password`, () => {
      assert.throws(
        () => scramVerifier(password, parameters),
        (error) =>
          error instanceof RangeError && message.test(error.message) && !error.message.includes("secret"),
      );
    });
  }
});

describe("a verifier is told from a plain-text password", () => {
  const good = of("pencil");
  const [stored = "", server = ""] = (good.split("$")[2] ?? "").split(":");
  const table: [string, string, boolean][] = [
    ["a true one", good, true],
    ["one with few iterations", good.replace("4096", "1"), true],
    ["a password", "SCRAM-SHA-256", false],
    ["an MD5 hash", `md5${"0".repeat(32)}`, false],
    ["another mechanism", good.replace("256", "512"), false],
    ["zero iterations", good.replace("4096", "0"), false],
    ["iterations beyond 32 bits", good.replace("4096", "2147483648"), false],
    ["a salt that is no base64", good.replace("W22Z", "W*2Z"), false],
    ["a short stored key", good.replace(stored, stored.slice(4)), false],
    ["a short server key", good.replace(server, server.slice(4)), false],
    ["something behind it", `${good}\n`, false],
    ["something before it", ` ${good}`, false],
  ];
  for (const [what, text, expected] of table) {
    test(`${what}: ${expected ? "a verifier" : "not one"}`, () => {
      assert.equal(isScramVerifier(text), expected);
    });
  }
});
