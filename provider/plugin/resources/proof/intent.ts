import { Reader } from "../../../../postgres/plan/input-reader";
import type { Problem } from "../../../../postgres/plan/plan";
import { parseExceptions } from "../../../../postgres/plan/tenancy/parse-tables";
import { ATTACKS, type ProofOptions } from "../../../../proofs";

/** An attempt that need not be defended. Without an object or a role it means every one. */
export interface Waiver {
  readonly attack: string;
  readonly object?: string;
  readonly role?: string;
  readonly reason: string;
}

/** What a declared proof means. */
export interface ProofIntent {
  readonly database: string;
  /** How the suite is run. */
  readonly options: ProofOptions;
  /** The roles that were named; none where they are recognised. */
  readonly roles: readonly string[];
  readonly waive: readonly Waiver[];
  readonly allowNotRun: boolean;
}

/** What a user writes; the rest of the inputs is added by Check. */
export const PROOF_PROPERTIES = [
  "database",
  "application",
  "readonly",
  "owners",
  "tenantSchemas",
  "tenantColumn",
  "tenantSetting",
  "except",
  "triggers",
  "waive",
  "allowNotRun",
] as const;

/** Checks a declared proof. All problems come at once, each with its property path. */
export function parseProof(input: unknown): { intent?: ProofIntent; problems: readonly Problem[] } {
  const read = new Reader();
  const root = read.object(input, "", PROOF_PROPERTIES);
  const database = read.name(root["database"], "database");
  const application = names(read, root, "application");
  const readonly = names(read, root, "readonly");
  const owners = names(read, root, "owners");
  const schemas = names(read, root, "tenantSchemas");
  const column =
    root["tenantColumn"] === undefined ? undefined : read.name(root["tenantColumn"], "tenantColumn");
  const setting = text(read, root["tenantSetting"], "tenantSetting");
  // Tables are named by their schema here, whatever schemas hold tenants.
  const except = parseExceptions(read, root["except"], "except", schemasNamed(root["except"]));
  read.map(root["triggers"], "triggers", false, () => undefined);
  const waive = read.list(root["waive"], "waive").map((item, index) => waiver(read, item, `waive[${index}]`));
  const allowNotRun = read.flag(root["allowNotRun"], "allowNotRun") ?? false;
  if (read.problems.length > 0) return { problems: read.problems };
  const intent: ProofIntent = {
    database,
    options: {
      ...(application === undefined ? {} : { application }),
      ...(readonly === undefined ? {} : { readonly }),
      ...(owners === undefined ? {} : { owners }),
      tenancy: {
        ...(schemas === undefined ? {} : { schemas }),
        ...(column === undefined ? {} : { column }),
        ...(setting === undefined ? {} : { setting }),
        ...(except.length === 0 ? {} : { except }),
      },
    },
    roles: [...(application ?? []), ...(readonly ?? [])],
    waive,
    allowNotRun,
  };
  return { intent, problems: [] };
}

function schemasNamed(input: unknown): ReadonlySet<string> {
  const items: readonly unknown[] = Array.isArray(input) ? input : [];
  return new Set(
    items.flatMap((item) => {
      const schema = (item as { schema?: unknown } | null)?.schema;
      return typeof schema === "string" ? [schema] : [];
    }),
  );
}

/** A list of names that may be left out, and may be empty. */
function names(read: Reader, root: Readonly<Record<string, unknown>>, key: string): string[] | undefined {
  const value = root[key];
  if (value === undefined || value === null) return undefined;
  return read.list(value, key).map((item, index) => read.name(item, `${key}[${index}]`));
}

function text(read: Reader, value: unknown, path: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" && value.trim() !== "") return value;
  read.problem(path, value === "" ? "is empty" : "must be a text");
  return undefined;
}

function waiver(read: Reader, input: unknown, path: string): Waiver {
  const { attack, object, role, reason } = read.object(input, path, ["attack", "object", "role", "reason"]);
  if (!ATTACKS.some(({ id }) => id === attack))
    read.problem(
      `${path}.attack`,
      attack === undefined
        ? "is missing: name the attack, for example definer-function-call"
        : `there is no attack ${JSON.stringify(attack)}: docs/ATTACKS.md lists them all`,
    );
  const why = text(read, reason, `${path}.reason`);
  if (reason === undefined || reason === null)
    read.problem(`${path}.reason`, "is missing: say why that is right");
  const on = text(read, object, `${path}.object`);
  const as = text(read, role, `${path}.role`);
  return {
    attack: String(attack),
    ...(on === undefined ? {} : { object: on }),
    ...(as === undefined ? {} : { role: as }),
    reason: why ?? "",
  };
}
