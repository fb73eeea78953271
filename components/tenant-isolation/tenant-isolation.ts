import * as pulumi from "@pulumi/pulumi";
import { RowSecurity } from "../../provider/sdk/row-security";
import { passedOn } from "../options";
import { validate } from "../validation";
import type { TenantIsolationArgs } from "./args";
import { tenantIsolationRules } from "./rules";

/**
 * Keeps tenants apart: every table of the schemas that has the tenant column gets forced row-level security, a policy
 * that shows the tenant in the setting and nobody else, and a policy for the owner. Without the setting no row is seen.
 *
 * Let whatever grants privileges on the tables depend on this, so that no table is open before it is protected.
 */
export class TenantIsolation extends pulumi.ComponentResource {
  /** The tables found → their protection. */
  readonly tables: pulumi.Output<Record<string, string>>;
  /** What an update cannot mend → why, for example a table without an index that leads with the tenant column. */
  readonly reports: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: TenantIsolationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:index:TenantIsolation", name, {}, opts);
    const gate = validate(this, tenantIsolationRules(args));

    const rows = new RowSecurity(
      `${name}-rows`,
      {
        database: gate(args.database),
        schemas: args.schemas,
        owner: args.owner,
        tenantRoles: args.tenantRoles,
        column: args.column ?? "tenant_id",
        columnType: args.columnType ?? "uuid",
        setting: args.setting ?? "app.tenant_id",
        force: args.force ?? true,
      },
      { parent: this, ...passedOn(opts) },
    );
    this.tables = rows.tables;
    this.reports = rows.reports;
    this.registerOutputs({ tables: this.tables, reports: this.reports });
  }
}
