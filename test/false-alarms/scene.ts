import type * as pulumi from "@pulumi/pulumi";
import {
  Auditor,
  type AuditorArgs,
  HardenedDatabase,
  type HardenedDatabaseArgs,
  RoleSet,
  type RoleSetArgs,
  SchemaAccess,
  type SchemaAccessArgs,
  TenantIsolation,
  type TenantIsolationArgs,
} from "../../components";
import type { KeyColumn } from "./sample";

/** One component with its arguments, as data, so that a test can see which options they use. */
export type Part =
  | readonly ["HardenedDatabase", HardenedDatabaseArgs]
  | readonly ["RoleSet", RoleSetArgs]
  | readonly ["SchemaAccess", SchemaAccessArgs]
  | readonly ["TenantIsolation", TenantIsolationArgs]
  | readonly ["Auditor", AuditorArgs];

/** A database that components make, in which an audit must find nothing but what it is told to. */
export interface Scene {
  /** The options that it is about. */
  readonly title: string;
  readonly parts: readonly Part[];
  /**
   * What an audit rightly says all the same: the findings' keys, each with why somebody lives with it. They are handed to the
   * audit as its waivers, of which one that nothing needs is a finding. @default none
   */
  readonly told?: Readonly<Record<string, string>>;
  /** Schema → what tells tenants apart in it. */
  readonly schemas: Readonly<Record<string, readonly KeyColumn[]>>;
  /** What somebody else made before: roles of people and of other tools. */
  readonly before?: readonly string[];
  /** What a migration makes beside the sample, as the owner. */
  readonly migration?: readonly string[];
  /** The tables are there before the components: a guard that refuses new ones lets no migration in. @default false */
  readonly adopted?: boolean;
}

/** Makes a part under mocks. */
export function makePart(part: Part, opts: pulumi.ComponentResourceOptions): pulumi.ComponentResource {
  switch (part[0]) {
    case "HardenedDatabase":
      return new HardenedDatabase("it", part[1], opts);
    case "RoleSet":
      return new RoleSet("it", part[1], opts);
    case "SchemaAccess":
      return new SchemaAccess("it", part[1], opts);
    case "TenantIsolation":
      return new TenantIsolation("it", part[1], opts);
    case "Auditor":
      return new Auditor("it", part[1], opts);
  }
}
