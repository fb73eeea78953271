import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { LEAST_KEY_BYTES } from "../../postgres/tenant-token/signing-key";
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
  /** A secret. The form `signed`: the id of each key → the key in base64, for whatever makes tokens. Empty in any other form. */
  readonly signingKeys: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: TenantIsolationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:index:TenantIsolation", name, {}, opts);
    const gate = validate(this, tenantIsolationRules(args));
    const { database, signingKeyIds = [], force, ...others } = args;

    const keys = signingKeyIds.map((id) => {
      const bytes = new random.RandomBytes(
        `${name}-key-${id}`,
        { length: LEAST_KEY_BYTES },
        { parent: this, additionalSecretOutputs: ["base64", "hex"] },
      );
      return [id, bytes.base64] as const;
    });
    this.signingKeys = pulumi.secret(pulumi.output(Object.fromEntries(keys)));

    const rows = new RowSecurity(
      `${name}-rows`,
      {
        ...others,
        database: gate(database),
        ...(keys.length === 0 ? {} : { signingKeys: this.signingKeys }),
        force: force ?? true,
      },
      { parent: this, ...passedOn(opts) },
    );
    this.tables = rows.tables;
    this.reports = rows.reports;
    this.registerOutputs({ tables: this.tables, reports: this.reports, signingKeys: this.signingKeys });
  }
}
