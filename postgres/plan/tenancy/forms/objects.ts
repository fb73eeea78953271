import { PUBLIC } from "../../../model/acl";
import { granteeText, objectKey } from "../../../model/keys";
import type { DatabaseModel } from "../../../model/model";
import type { ObjectName } from "../../../model/objects";
import { type Privilege, privilegeSet } from "../../../model/privileges";
import { membershipGraph } from "../../../model/reach";
import type { TenancyGrant, TenancyObject } from "../../../model/tenancy";
import { grant } from "../../../sql/grant";
import { revoke } from "../../../sql/revoke";
import { createSchema } from "../../../sql/schema";
import { TENANCY_SCHEMA } from "../../../sql/tenancy-names";
import type { RowSecurityIntent } from "../intent";
import { PartBuilder, type TenancyPart } from "../part";
import { planRoleTenants } from "./role";
import { planSigning } from "./signed";

/** A form's plan in the making: where its objects lie and in whose right they are made. */
export class FormBuilder extends PartBuilder {
  readonly intent: RowSecurityIntent;
  readonly model: DatabaseModel;
  /** The owner of the schema and of what lies in it. */
  readonly owner: string;
  /** The managing role, where it does not see by its rights what the owner has. */
  readonly reader: string | undefined;

  constructor(intent: RowSecurityIntent, model: DatabaseModel) {
    super(model);
    this.intent = intent;
    this.model = model;
    this.owner = model.tenancy?.schema?.owner ?? intent.owner;
    const { name, superuser } = model.reader;
    this.reader = superuser || membershipGraph(model).inherits(name, this.owner) ? undefined : name;
  }

  /** A line of the preview with statements of the owner. */
  make(object: ObjectName, text: string, reason: string, ...sql: string[]): void {
    const key = objectKey(object);
    this.changes.push({ object: key, text, reason });
    for (const statement of sql) this.act(object, text, statement);
  }

  /** A statement of the owner, whose line is there already. */
  act(object: ObjectName, text: string, sql: string, copy?: () => string): void {
    const reason = `${objectKey(object)}: ${text}`;
    this.statements.push({ sql, reason, actAs: this.owner, ...(copy === undefined ? {} : { copy }) });
  }

  /** Gives an object's grantees what they need and takes everything else away that is not allowed. */
  grants(object: ObjectName, live: TenancyObject | undefined, rules: GrantRules): void {
    const held = live?.grants ?? [];
    for (const wanted of rules.needed) {
      if (held.some((one) => same(one, wanted))) continue;
      const sql = grant({ ...parts(object, wanted), grantees: [wanted.grantee] });
      this.make(object, `${granteeText(wanted.grantee)} gains ${words(wanted)}`, rules.reason, sql);
    }
    for (const extra of held) {
      if (rules.needed.some((one) => same(one, extra)) || rules.allowed(extra)) continue;
      const sql = revoke({ ...parts(object, extra), grantees: [extra.grantee] });
      this.make(object, `${granteeText(extra.grantee)} loses ${words(extra)}`, "not declared", sql);
    }
  }

  /** Whether a role is bound to a tenant: what is open to others is not open to it. */
  isTenant(grantee: string): boolean {
    return grantee === PUBLIC || this.intent.tenantRoles.includes(grantee);
  }
}

/** Who needs what on an object, and what else may stay. */
export interface GrantRules {
  readonly needed: readonly TenancyGrant[];
  readonly reason: string;
  readonly allowed: (grant: TenancyGrant) => boolean;
}

const SCHEMA: ObjectName = { kind: "schema", name: TENANCY_SCHEMA };

/** What the declared form needs in the database beside the policies: a schema with tables and a function. */
export function planForm(intent: RowSecurityIntent, model: DatabaseModel): TenancyPart {
  const part = new FormBuilder(intent, model);
  if (intent.form !== "signed" && intent.form !== "role") return part;
  const live = model.tenancy?.schema;
  if (live === undefined)
    part.make(
      SCHEMA,
      `is created, owned by ${granteeText(part.owner)}`,
      "declared",
      createSchema(TENANCY_SCHEMA),
    );
  const { reader } = part;
  part.grants(SCHEMA, live, {
    needed: reader === undefined ? [] : [{ grantee: reader, privilege: "USAGE" }],
    reason: "compares what is there",
    allowed: ({ grantee, privilege }) => privilege === "USAGE" && !part.isTenant(grantee),
  });
  if (intent.form === "signed") planSigning(part);
  else planRoleTenants(part);
  return part;
}

function same(a: TenancyGrant, b: TenancyGrant): boolean {
  return a.grantee === b.grantee && a.privilege === b.privilege && a.column === b.column;
}

function words({ privilege, column }: TenancyGrant): string {
  return column === undefined ? privilege : `${privilege} (${column})`;
}

function parts(object: ObjectName, { privilege, column }: TenancyGrant) {
  const named: ObjectName = column === undefined ? object : { ...object, kind: "column", column };
  return { privileges: privilegeSet([privilege as Privilege]), objects: [named] };
}
