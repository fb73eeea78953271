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

/** The identity of a line: its text, because line numbers move. */
export function hbaRef(rule: HbaFact): ObjectRef {
  return { kind: "hba rule", name: hbaText(rule), line: rule.line };
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
