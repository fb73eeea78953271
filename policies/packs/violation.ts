import { inert } from "../../postgres/inert";
import type { Finding } from "../finding";

/** How many findings of one rule and one resource are spelled out. */
const SHOWN = 5;

/** The text of a violation: what is wrong with which object, what mends it, and the key by which it is waived. */
export function violationText(finding: Finding): string {
  const lines = [
    `${sentence(finding.message)}`,
    `Fix: ${sentence(finding.fix)}`,
    ...(finding.waived === undefined ? [] : [`Waived until ${finding.waived.expires}.`]),
    `Key: ${finding.key}`,
  ];
  return lines.map(inert).join("\n");
}

/**
 * The violations of one rule by one resource. An access graph of a thousand tables can hold a thousand of them: the
 * first few are spelled out, the rest is counted.
 */
export function violationTexts(findings: readonly Finding[]): string[] {
  const shown = findings.slice(0, SHOWN).map(violationText);
  const rest = findings.length - shown.length;
  return rest === 0 ? shown : [...shown, `… and ${rest} more of the same kind in this resource`];
}

/** The text of a rule's own failure, which is no finding and no pass. */
export function brokenText(rule: string, reason: string): string {
  return inert(`${sentence(reason)} Mend the rule, or disable ${rule} in the configuration.`);
}

function sentence(text: string): string {
  return /[.;!?)]$/.test(text) ? text : `${text}.`;
}
