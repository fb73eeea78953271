import type { Rule, Topic } from "../rule";
import { CONTROLS } from "./controls";

/** A control of a framework that a rule gives evidence for. No rule alone fulfils one. */
export interface Control {
  /** The framework, as it calls itself. */
  readonly framework: string;
  readonly version: string;
  /** The control's own id. */
  readonly id: string;
  /** What the pack's tags begin with. */
  readonly tag: string;
}

const CIS = { framework: "CIS PostgreSQL 17 Benchmark", version: "1.0.0", tag: "cis-postgresql" };
const STIG = { framework: "Crunchy Data PostgreSQL 16 STIG", version: "1", tag: "stig" };
const PCI = { framework: "PCI DSS", version: "4.0.1", tag: "pci-dss" };
const SOC2 = { framework: "SOC 2 Trust Services Criteria", version: "2017", tag: "soc2" };

/**
 * Requirements of PCI DSS and criteria of SOC 2 by what a rule is about. Both speak of goals and name no setting, so that
 * the topic decides: least privilege (7.2, CC6.3), authentication (8.3, CC6.1), transmission (4.2.1, CC6.7), logs (10.2,
 * CC7.2), secure configuration (2.2, CC7.1), recovery (A1.2).
 */
const BY_TOPIC: Readonly<
  Record<Topic, { readonly pci: readonly string[]; readonly soc2: readonly string[] }>
> = {
  roles: { pci: ["7.2.2", "7.2.5"], soc2: ["CC6.1", "CC6.3"] },
  privileges: { pci: ["7.2.1", "7.2.2"], soc2: ["CC6.3"] },
  "row-security": { pci: ["7.2.1", "7.2.6"], soc2: ["CC6.1", "CC6.3"] },
  functions: { pci: ["6.2.4", "7.2.2"], soc2: ["CC6.1", "CC6.3"] },
  extensions: { pci: ["2.2.4"], soc2: ["CC6.8"] },
  authentication: { pci: ["8.3.1", "8.3.2"], soc2: ["CC6.1"] },
  tls: { pci: ["2.2.7", "4.2.1"], soc2: ["CC6.7"] },
  network: { pci: ["1.3.1", "2.2.4"], soc2: ["CC6.6"] },
  logging: { pci: ["10.2.1"], soc2: ["CC7.2"] },
  backup: { pci: [], soc2: ["A1.2"] },
  databases: { pci: ["7.2.1"], soc2: ["CC6.1", "A1.2"] },
  server: { pci: ["2.2.1"], soc2: ["CC7.1"] },
  waivers: { pci: ["12.3.1"], soc2: ["CC4.2"] },
};

/** Where a rule is about more than its topic says. */
const BY_RULE: Readonly<Record<string, { readonly pci: readonly string[] }>> = {
  "server-end-of-life": { pci: ["6.3.3", "12.3.4"] },
  "server-minor-insecure": { pci: ["6.3.3"] },
  "extension-outdated": { pci: ["6.3.3"] },
};

/** The controls that a rule gives evidence for: CIS and the STIG by the rule's rows of the catalogue, PCI DSS and SOC 2 by its topic. */
export function controlsOf({ id, topic, catalogue }: Pick<Rule, "id" | "topic" | "catalogue">): Control[] {
  const rows = catalogue.map((row) => CONTROLS[row] ?? {});
  const cis = rows.flatMap((row) => row.cis ?? []);
  const stig = rows.flatMap((row) => row.stig ?? []).map((digits) => `SV-261${digits}`);
  const pci = BY_RULE[id]?.pci ?? BY_TOPIC[topic].pci;
  const of = (framework: Omit<Control, "id">, ids: readonly string[]) =>
    [...new Set(ids)].sort().map((control) => ({ ...framework, id: control }));
  return [...of(CIS, cis), ...of(STIG, stig), ...of(PCI, pci), ...of(SOC2, BY_TOPIC[topic].soc2)];
}
