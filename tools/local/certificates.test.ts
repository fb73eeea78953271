import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { issueCertificate, makeAuthority } from "./authority";
import { ensureCertificates } from "./certificates";

const DAY = 24 * 60 * 60 * 1000;

let directory: string;
let dataDirectory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "palisade-ca-"));
  dataDirectory = join(directory, "data");
  mkdirSync(dataDirectory);
});
afterEach(() => rmSync(directory, { recursive: true }));

const ensure = (now = new Date()) =>
  ensureCertificates({ directory, dataDirectory, account: undefined, now });
const serverCertificate = () => new X509Certificate(readFileSync(join(dataDirectory, "server.crt")));
const daysLeft = (certificate: X509Certificate, now = Date.now()) =>
  Math.round((new Date(certificate.validTo).getTime() - now) / DAY);

test("the server's certificate is signed by the authority and made out to this machine's names only", async () => {
  const { caPem } = await ensure();
  const authority = new X509Certificate(caPem);
  const server = serverCertificate();
  assert.ok(authority.ca);
  assert.ok(!server.ca);
  assert.ok(server.verify(authority.publicKey));
  assert.ok(server.checkIssued(authority));
  assert.equal(server.checkHost("localhost"), "localhost");
  for (const address of ["127.0.0.1", "::1"]) assert.equal(server.checkIP(address), address);
  for (const other of ["example.org", "sub.localhost"]) assert.equal(server.checkHost(other), undefined);
  assert.equal(server.checkIP("127.0.0.2"), undefined);
  assert.deepEqual([daysLeft(authority), daysLeft(server)], [3650, 397]);
});

test("the keys are for their owner only, the authority's certificate is for everyone", async () => {
  const { caFile } = await ensure();
  const mode = (path: string) => statSync(path).mode & 0o777;
  assert.equal(mode(caFile), 0o644);
  for (const path of [join(directory, "ca.key"), join(dataDirectory, "server.key")])
    assert.equal(mode(path), 0o600);
});

test("what is good is left alone", async () => {
  const first = await ensure();
  const before = serverCertificate().serialNumber;
  const second = await ensure();
  assert.deepEqual([first.newAuthority, first.newServerCertificate], [true, true]);
  assert.deepEqual([second.newAuthority, second.newServerCertificate], [false, false]);
  assert.equal(second.caPem, first.caPem);
  assert.equal(serverCertificate().serialNumber, before);
});

test("a server's certificate is renewed a month before its end, under the same authority", async () => {
  const { caPem } = await ensure();
  const early = await ensure(new Date(Date.now() + 366 * DAY));
  assert.equal(early.newServerCertificate, false);
  const late = await ensure(new Date(Date.now() + 368 * DAY));
  assert.deepEqual([late.newAuthority, late.newServerCertificate, late.caPem], [false, true, caPem]);
  assert.ok(serverCertificate().verify(new X509Certificate(caPem).publicKey));
  assert.equal(daysLeft(serverCertificate(), Date.now() + 368 * DAY), 397);
});

test("an authority near its end is made anew, and the server's certificate with it", async () => {
  const { caPem } = await ensure();
  const late = await ensure(new Date(Date.now() + 3_300 * DAY));
  assert.ok(late.newAuthority);
  assert.notEqual(late.caPem, caPem);
  assert.ok(serverCertificate().verify(new X509Certificate(late.caPem).publicKey));
});

test("files that don't belong together, or are broken, are made anew", async () => {
  await ensure();
  const now = new Date();
  const other = await makeAuthority(now, 1000 * DAY);
  const stranger = await issueCertificate(
    other,
    { dns: ["localhost"], ip: ["127.0.0.1", "::1"] },
    now,
    300 * DAY,
  );
  const damages: readonly (readonly [file: string, text: string])[] = [
    ["server.crt", stranger.certificatePem],
    ["server.key", stranger.keyPem],
    ["server.crt", "nothing"],
    ["server.key", ""],
  ];
  for (const [file, text] of damages) {
    writeFileSync(join(dataDirectory, file), text);
    assert.deepEqual(
      [(await ensure()).newServerCertificate, (await ensure()).newServerCertificate],
      [true, false],
    );
  }
  writeFileSync(join(directory, "ca.key"), other.keyPem);
  const repaired = await ensure();
  assert.deepEqual([repaired.newAuthority, repaired.newServerCertificate], [true, true]);
});
