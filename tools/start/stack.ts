import { relative } from "node:path";
import { SHOP_TENANTS } from "../../examples/shop/tenants";
import type { LocalServer } from "../local";
import { PROJECT } from "./places";
import type { Pulumi } from "./pulumi";

/** What the sample stack makes, until its owner sets something else. */
const SAMPLE: Readonly<Record<string, string>> = {
  database: "shop",
  schemas: JSON.stringify(["app", "billing"]),
  tenants: JSON.stringify(SHOP_TENANTS),
};

/** Makes the local stack where it is missing and tells it where the server is. What its owner has set stays; returns what was set now. */
export async function configureStack(pulumi: Pulumi, server: LocalServer): Promise<string[]> {
  await pulumi.ensureStack();
  const current = JSON.parse(await pulumi.capture(["config", "--json", "--show-secrets"])) as Record<
    string,
    { value?: string; secret?: boolean }
  >;
  const value = (key: string) => current[`palisade:${key}`]?.value;
  const wanted: Readonly<Record<string, string>> = {
    host: server.settings.host,
    port: String(server.settings.port),
    adminUser: server.settings.user,
    adminSuperuser: "true",
    caFile: relative(PROJECT, server.caFile),
    ...Object.fromEntries(Object.entries(SAMPLE).filter(([key]) => value(key) === undefined)),
  };
  const changed = Object.entries(wanted).filter(([key, wantedValue]) => value(key) !== wantedValue);
  if (changed.length > 0) {
    const pairs = changed.flatMap(([key, wantedValue]) => ["--plaintext", `palisade:${key}=${wantedValue}`]);
    await pulumi.capture(["config", "set-all", ...pairs]);
  }
  const password = server.settings.password ?? "";
  if (value("adminPassword") !== password || current["palisade:adminPassword"]?.secret !== true) {
    await pulumi.capture(["config", "set", "--secret", "palisade:adminPassword"], password);
    changed.push(["adminPassword", ""]);
  }
  return changed.map(([key]) => key);
}

/** What the last update did: kind of operation → how many resources. */
export async function lastChanges(pulumi: Pulumi): Promise<Readonly<Record<string, number>>> {
  const text = await pulumi.capture([
    "stack",
    "history",
    "--json",
    "--page-size",
    "1",
    "--show-secrets=false",
  ]);
  const [last] = JSON.parse(text) as { resourceChanges?: Record<string, number> }[];
  return last?.resourceChanges ?? {};
}

/** Whether an update left everything as it was. */
export function unchanged(changes: Readonly<Record<string, number>>): boolean {
  return Object.entries(changes).every(([kind, count]) => kind === "same" || count === 0);
}

/** The stack's outputs, secrets included. */
export async function outputs(pulumi: Pulumi): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(await pulumi.capture(["stack", "output", "--json", "--show-secrets"])) as Record<
    string,
    unknown
  >;
}

/** The URNs of resources that are protected, in the order of the state. */
export async function protectedResources(pulumi: Pulumi): Promise<string[]> {
  const state = JSON.parse(await pulumi.capture(["stack", "export"])) as {
    deployment?: { resources?: { urn: string; protect?: boolean }[] };
  };
  return (state.deployment?.resources ?? []).filter(({ protect }) => protect === true).map(({ urn }) => urn);
}
