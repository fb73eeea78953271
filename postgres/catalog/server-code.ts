import type { Session } from "../connect/session";
import { BORROWED_CODE_QUERY, type BorrowedCode, borrowedCodeFrom } from "./borrowed-code";
import { notOfExtension } from "./of-extension";
import {
  SWITCHED_OFF_TRIGGERS_QUERY,
  type SwitchedOffTriggers,
  switchedOffTriggersFrom,
} from "./switched-off-triggers";

/** Code and marks of the database that stand in no other reading. */
export interface ServerCode {
  readonly eventTriggers: readonly EventTrigger[];
  readonly labels: readonly SecurityLabel[];
  readonly leakproof: readonly LeakproofFunction[];
  readonly policyReads: readonly PolicyRead[];
  readonly rewriteRules: readonly RewriteRule[];
  readonly switchedOffTriggers: readonly SwitchedOffTriggers[];
  readonly borrowedCode: readonly BorrowedCode[];
}

/** A rule (CREATE RULE) of a table, which changes what a statement on it does. Rules of views are how views work. */
export interface RewriteRule {
  readonly name: string;
  readonly table: { readonly schema: string; readonly name: string };
  readonly owner: string;
  readonly event: "SELECT" | "UPDATE" | "INSERT" | "DELETE";
  /** True for DO INSTEAD: the statement itself is not run. */
  readonly instead: boolean;
  /** True where WHERE says which rows it is for. */
  readonly conditional: boolean;
  /** False for DO NOTHING, which runs no other statement. */
  readonly runsStatements: boolean;
  readonly enabled: boolean;
}

/** A relation that a policy reads beside its own table. */
export interface PolicyRead {
  readonly policy: string;
  readonly table: { readonly schema: string; readonly name: string };
  readonly read: {
    readonly schema: string;
    readonly name: string;
    readonly kind: "table" | "foreign table" | "view" | "materialized view";
  };
}

/** An event trigger: code that runs in the sessions of others whenever they change the schema. */
export interface EventTrigger {
  readonly name: string;
  readonly owner: string;
  readonly ownerIsSuperuser: boolean;
  readonly event: string;
  readonly enabled: boolean;
  /** The extension that brought it. */
  readonly extension: string | null;
  readonly function: { readonly schema: string; readonly name: string; readonly owner: string };
}

/** A mark that a label provider (sepgsql, anon …) reads. Without its provider it does nothing. */
export interface SecurityLabel {
  readonly provider: string;
  readonly kind: string;
  /** As the server names it. */
  readonly object: string;
}

/** A function whose owner, a superuser, has promised that it tells nothing of its arguments. */
export interface LeakproofFunction {
  readonly schema: string;
  readonly name: string;
  readonly args: string;
}

/** Reads them. Everybody may. */
export async function readServerCode(session: Session): Promise<ServerCode> {
  const [triggers, labels, leakproof, policyReads, rules, borrowed, off] = await session.results([
    `SELECT e.evtname, o.rolname, o.rolsuper, e.evtevent, e.evtenabled <> 'D', x.extname, n.nspname, p.proname,
            pg_catalog.pg_get_userbyid(p.proowner)
       FROM pg_catalog.pg_event_trigger e JOIN pg_catalog.pg_roles o ON o.oid = e.evtowner
       JOIN pg_catalog.pg_proc p ON p.oid = e.evtfoid JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
       LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_event_trigger'::regclass AND d.objid = e.oid
            AND d.deptype = 'e'
       LEFT JOIN pg_catalog.pg_extension x ON x.oid = d.refobjid
      ORDER BY e.evtname COLLATE "C"`,
    `SELECT provider, objtype, objname FROM pg_catalog.pg_seclabels
      ORDER BY provider COLLATE "C", objtype COLLATE "C", objname COLLATE "C"`,
    `SELECT n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)
       FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      WHERE p.proleakproof AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND ${notOfExtension("pg_proc", "p.oid")}
      ORDER BY n.nspname COLLATE "C", p.proname COLLATE "C", p.oid`,
    `SELECT DISTINCT p.polname, tn.nspname, t.relname, rn.nspname, r.relname,
            CASE r.relkind WHEN 'f' THEN 'foreign table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'table' END
       FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class t ON t.oid = p.polrelid
       JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
       JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_policy'::regclass AND d.objid = p.oid
            AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> p.polrelid
       JOIN pg_catalog.pg_class r ON r.oid = d.refobjid AND r.relkind IN ('r', 'p', 'f', 'v', 'm')
       JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
      ORDER BY 2, 3, 1, 4, 5`,
    `SELECT r.rulename, n.nspname, c.relname, pg_catalog.pg_get_userbyid(c.relowner),
            CASE r.ev_type WHEN '1' THEN 'SELECT' WHEN '2' THEN 'UPDATE' WHEN '3' THEN 'INSERT' ELSE 'DELETE' END,
            r.is_instead, r.ev_qual::text <> '<>',
            pg_catalog.pg_get_ruledef(r.oid) !~ '^(?!.*ON CONFLICT).* NOTHING;$', r.ev_enabled <> 'D'
       FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class AND c.relkind IN ('r', 'p')
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relhasrules AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        AND ${notOfExtension("pg_class", "c.oid")}
      ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", r.rulename COLLATE "C"`,
    BORROWED_CODE_QUERY,
    SWITCHED_OFF_TRIGGERS_QUERY,
  ]);
  return {
    eventTriggers: (triggers ?? []).map((row) => ({
      name: row[0] as string,
      owner: row[1] as string,
      ownerIsSuperuser: row[2] as boolean,
      event: row[3] as string,
      enabled: row[4] as boolean,
      extension: row[5] as string | null,
      function: { schema: row[6] as string, name: row[7] as string, owner: row[8] as string },
    })),
    labels: (labels ?? []).map(([provider, kind, object]) => ({
      provider: provider as string,
      kind: kind as string,
      object: object as string,
    })),
    leakproof: (leakproof ?? []).map(([schema, name, args]) => ({
      schema: schema as string,
      name: name as string,
      args: args as string,
    })),
    policyReads: (policyReads ?? []).map(([policy, tableSchema, table, schema, name, kind]) => ({
      policy: policy as string,
      table: { schema: tableSchema as string, name: table as string },
      read: { schema: schema as string, name: name as string, kind: kind as PolicyRead["read"]["kind"] },
    })),
    rewriteRules: (rules ?? []).map((row) => ({
      name: row[0] as string,
      table: { schema: row[1] as string, name: row[2] as string },
      owner: row[3] as string,
      event: row[4] as RewriteRule["event"],
      instead: row[5] as boolean,
      conditional: row[6] as boolean,
      runsStatements: row[7] as boolean,
      enabled: row[8] as boolean,
    })),
    borrowedCode: borrowedCodeFrom(borrowed ?? []),
    switchedOffTriggers: switchedOffTriggersFrom(off ?? []),
  };
}
