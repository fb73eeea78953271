import * as pulumi from "@pulumi/pulumi";
import type { TableExceptionArgs } from "./row-security-args";
import { VERSION } from "./version";

/** An attack that may succeed, and why: a SECURITY DEFINER function that the application is meant to call, for example. */
export interface ProofWaiver {
  /** The attack's name, as docs/ATTACKS.md lists them: `definer-function-call`. */
  attack: pulumi.Input<string>;
  /** Only on this object, written as the proof's error writes it: `function app.sign_in(text)`. @default every object */
  object?: pulumi.Input<string>;
  /** Only as this role; `(stranger)` is the made-up one. @default every role */
  role?: pulumi.Input<string>;
  /** Why that is right. */
  reason: pulumi.Input<string>;
}

/** What a proof is judged by. */
export interface ProofTerms {
  /** What may get through, or stay untried, by name and with a reason. One that meets nothing is told as a warning. @default nothing */
  waive?: pulumi.Input<pulumi.Input<ProofWaiver>[]>;
  /**
   * Lets attacks be that could not be tried. Such an attack is never counted as defended: with `false` it fails the
   * update, with `true` it is a warning. The few that only a superuser's connection can try are a warning anyway where
   * the managing role is none.
   * @default false
   */
  allowNotRun?: pulumi.Input<boolean>;
}

/** The attack suite on one database, as one of a stack's resources. */
export interface ProofArgs extends ProofTerms {
  /** The database. A change replaces the resource, which does nothing to the database. */
  database: pulumi.Input<string>;
  /** The login roles that write, to attack as. @default recognised, together with `readonly`, by their privileges */
  application?: pulumi.Input<pulumi.Input<string>[]>;
  /** The login roles that only read, to attack as. @default recognised, together with `application`, by their privileges */
  readonly?: pulumi.Input<pulumi.Input<string>[]>;
  /** The roles that own what is defended. @default whoever owns the database, its schemas and relations */
  owners?: pulumi.Input<pulumi.Input<string>[]>;
  /** The schemas whose tables hold rows of several tenants; `[]` where no table does. @default every schema */
  tenantSchemas?: pulumi.Input<pulumi.Input<string>[]>;
  /** The column that names the tenant. @default what the policies say, otherwise "tenant_id" */
  tenantColumn?: pulumi.Input<string>;
  /** The setting that names the session's tenant. @default what the policies say, otherwise "app.tenant_id" */
  tenantSetting?: pulumi.Input<string>;
  /**
   * Tables that have the tenant column and belong to no tenant, each with a reason: they are not attacked as tenants'
   * tables, and the report says so. Tables that are declared `shared` need not be named: the catalog tells.
   * @default none
   */
  except?: pulumi.Input<pulumi.Input<TableExceptionArgs>[]>;
  /** Anything, by names of your own: the suite runs again when a value changes. @default nothing beside what the plugin sees by itself */
  triggers?: pulumi.Input<Record<string, pulumi.Input<unknown>>>;
}

/**
 * Runs the attack suite on a database at the end of an update, as each of its low-trust roles, in a transaction that is
 * rolled back, and fails the update where an attack gets through. Let it depend on whatever defends the database.
 *
 * It runs again when a resource of Palisade on the same database was changed by the same update, when a value in
 * `triggers` changed, when its arguments changed, when the live database differs from the one that was proven, and when
 * the last run failed. Nothing of this costs more than two small queries while nothing has changed.
 */
export class Proof extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "palisade:index:Proof";

  /** True for a resource of this kind, also across copies of the package. */
  static override isInstance(value: unknown): value is Proof {
    return (value as { __pulumiType?: unknown } | undefined)?.__pulumiType === Proof.__pulumiType;
  }

  /** The database. */
  declare readonly database: pulumi.Output<string>;
  /** The roles that attacked; `(stranger)` is a made-up one. */
  declare readonly attackers: pulumi.Output<string[]>;
  /** How many attacks found something to attack. */
  declare readonly attacks: pulumi.Output<number>;
  /** How many attempts that were: an attack, by a role, on an object. The sum of the four numbers that follow. */
  declare readonly attempts: pulumi.Output<number>;
  /** Attempts that were defended. */
  declare readonly defended: pulumi.Output<number>;
  /** Attempts that got through; 0 after an update that succeeded. */
  declare readonly gotThrough: pulumi.Output<number>;
  /** Attempts that could not be made. */
  declare readonly notRun: pulumi.Output<number>;
  /** Attempts that a waiver covers. */
  declare readonly waived: pulumi.Output<number>;
  /** When the suite ran last, in ISO 8601; absent while that run failed. */
  declare readonly provenAt: pulumi.Output<string>;
  /** The server's version at that time, for example `18.4`. */
  declare readonly serverVersion: pulumi.Output<string>;
  /** What was proven: part of the database's security state → number of rows and their hash. */
  declare readonly fingerprint: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: ProofArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      Proof.__pulumiType,
      name,
      {
        ...args,
        attackers: undefined,
        attacks: undefined,
        attempts: undefined,
        defended: undefined,
        gotThrough: undefined,
        notRun: undefined,
        waived: undefined,
        provenAt: undefined,
        serverVersion: undefined,
        fingerprint: undefined,
      },
      pulumi.mergeOptions({ version: VERSION }, opts ?? {}),
    );
  }
}
