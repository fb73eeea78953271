import { BlockList, isIP } from "node:net";
import type { ObjectRef } from "../facts/object-ref";
import type { HbaFact } from "../facts/server";
import { finding, type Verdict } from "../verdict";

/** The line as it stands in the file, its options left out: they may hold a secret (RADIUS, LDAP). */
export function hbaText(rule: HbaFact): string {
  const columns = [
    rule.type ?? "?",
    rule.databases.join(","),
    rule.users.join(","),
    ...(rule.address === null ? [] : [addressText(rule)]),
    rule.method ?? "?",
  ];
  return columns.join(" ");
}

/** `10.0.0.0/24`, or address and mask where the mask is none of a network. */
function addressText({ address, netmask }: HbaFact): string {
  if (address === null || netmask === null) return address ?? "";
  const length = prefixLength(netmask);
  return length === undefined ? `${address} ${netmask}` : `${address}/${length}`;
}

/** The bits of a netmask (`255.255.255.0` → 24, `ffff::` → 16), or `undefined` where they have a gap. */
export function prefixLength(netmask: string): number | undefined {
  const bits = netmask.includes(":") ? bitsOfIpv6(netmask) : bitsOfIpv4(netmask);
  return bits !== undefined && /^1*0*$/.test(bits) ? bits.replaceAll("0", "").length : undefined;
}

function bitsOfIpv4(text: string): string {
  return text
    .split(".")
    .map((part) => Number(part).toString(2).padStart(8, "0"))
    .join("");
}

function bitsOfIpv6(text: string): string {
  const [head = "", tail] = text.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const middle = tail === undefined ? [] : new Array<string>(8 - left.length - right.length).fill("0");
  return [...left, ...middle, ...right]
    .map((part) => Number.parseInt(part, 16).toString(2).padStart(16, "0"))
    .join("");
}

/** The identity of a line: its text, because line numbers move, and among lines that read alike which one it is. */
export function hbaRef(rule: HbaFact): ObjectRef {
  return referTo(rule, hbaText(rule));
}

/** The identity of a line of which nothing but its error is known. */
export function unreadableRef(rule: HbaFact, error: string): ObjectRef {
  return referTo(rule, `with an error: ${error}`);
}

function referTo({ line, repeats = 0 }: HbaFact, name: string): ObjectRef {
  return { kind: "hba rule", name, ...(repeats === 0 ? {} : { part: `${repeats + 1}` }), line };
}

/** A finding about a line. */
export function hbaFinding(rule: HbaFact, what: string): Verdict {
  return finding(hbaRef(rule), `line ${rule.line} of pg_hba.conf (${hbaText(rule)}) ${what}`);
}

/** True for lines that let somebody in. */
export function admits(rule: HbaFact): boolean {
  return rule.error === null && rule.method !== null && rule.method !== "reject";
}

/** True where the line is for connections from this machine only. */
export function isLocal(rule: HbaFact): boolean {
  if (rule.type === "local" || rule.address === "samehost") return true;
  if (rule.address === null || rule.netmask === null) return false;
  const length = prefixLength(rule.netmask);
  if (length === undefined) return false;
  return rule.address.includes(":")
    ? rule.address === "::1" && length === 128
    : rule.address.startsWith("127.") && length >= 8;
}

/** True where the line lets nobody in who shows no certificate. */
export function asksForCertificate(rule: HbaFact): boolean {
  return rule.method === "cert" || rule.options.some((option) => /^clientcert=verify-/.test(option));
}

/** True where the certificate that the line asks for must be made out to the role. */
export function provesRole(rule: HbaFact): boolean {
  return rule.method === "cert" || rule.options.includes("clientcert=verify-full");
}

/** True where the line may be for the role. A pattern (`/…`, PostgreSQL 16 and later) may be for anybody. */
export function mayAdmit(rule: HbaFact, role: string, isMemberOf: (group: string) => boolean): boolean {
  return rule.users.some(
    (user) =>
      user === "all" ||
      user === role ||
      user.startsWith("/") ||
      (user.startsWith("+") && (user.slice(1) === role || isMemberOf(user.slice(1)))),
  );
}

/** True where the line may be for clients from the network. A host's name may be anywhere. */
export function reachesFrom(rule: HbaFact, network: string): boolean {
  const [address = "", bits = ""] = network.split("/");
  const family = isIP(address);
  if (family === 0 || !/^\d+$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
    throw new RangeError(`${JSON.stringify(network)} is no network: write it as 10.0.0.0/8 or fd00::/8`);
  if (rule.type === "local") return false;
  const length = rule.netmask === null ? undefined : prefixLength(rule.netmask);
  if (rule.address === null || isIP(rule.address) === 0 || length === undefined) return true;
  if (isIP(rule.address) !== family) return false;
  return inNetwork(rule.address, address, Number(bits)) || inNetwork(address, rule.address, length);
}

/** True where the address lies in the network; both are of one family. */
export function inNetwork(address: string, network: string, bits: number): boolean {
  const family = isIP(address) === 4 ? "ipv4" : "ipv6";
  const list = new BlockList();
  list.addSubnet(network, bits, family);
  return list.check(address, family);
}
