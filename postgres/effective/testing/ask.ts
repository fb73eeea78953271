import type { Session } from "../../connect/session";
import { PUBLIC } from "../../model/acl";
import { objectKey } from "../../model/keys";
import type { DatabaseModel } from "../../model/model";
import type { ObjectKind, SecuredObject } from "../../model/objects";
import { type Privilege, privilegeNames, privilegeSet } from "../../model/privileges";
import { quoteIdentifier } from "../../sql/quote";
import { columnObject } from "../columns";
import type { EffectivePrivileges } from "../effective";
import { isRelation, ON_COLUMNS, privilegesOf } from "../privileges-of";
import { openLargeObject, SCENE_COLUMNS, type Scene } from "./scene";

/** What is asked about one object, of the server and of ourselves. */
export interface ObjectQuestion {
  readonly kind: ObjectKind | "any column";
  readonly object: SecuredObject;
  readonly roles: readonly string[];
  readonly privileges: readonly Privilege[];
}

const FUNCTIONS: Readonly<Record<ObjectQuestion["kind"], string>> = {
  database: "has_database_privilege",
  schema: "has_schema_privilege",
  table: "has_table_privilege",
  "foreign table": "has_table_privilege",
  view: "has_table_privilege",
  "materialized view": "has_table_privilege",
  sequence: "has_sequence_privilege",
  function: "has_function_privilege",
  procedure: "has_function_privilege",
  aggregate: "has_function_privilege",
  type: "has_type_privilege",
  domain: "has_type_privilege",
  column: "has_column_privilege",
  "any column": "has_any_column_privilege",
  language: "has_language_privilege",
  "foreign-data wrapper": "has_foreign_data_wrapper_privilege",
  "foreign server": "has_server_privilege",
  "large object": "has_largeobject_privilege",
  tablespace: "has_tablespace_privilege",
  parameter: "has_parameter_privilege",
};

/** Every question about every object of the model, every column of its relations, and their columns together. */
export function questionsAbout(model: DatabaseModel, scene: Scene): ObjectQuestion[] {
  const roles = [...scene.roles, "postgres", "pg_database_owner", "pg_read_all_data", "pg_monitor"];
  const questions: ObjectQuestion[] = [];
  const ask = (kind: ObjectQuestion["kind"], object: SecuredObject, set: number) =>
    questions.push({ kind, object, roles: [...roles, PUBLIC], privileges: privilegeNames(set) });
  for (const object of model.objects.values()) {
    const ours = scene.tablespace === object.name || object.kind !== "tablespace";
    if (object.kind === "column" || !ours) continue;
    ask(object.kind, object, privilegesOf(object, model.version));
    if (!isRelation(object) || object.system === true) continue;
    ask("any column", object, ON_COLUMNS);
    for (const column of SCENE_COLUMNS) ask("column", columnObject(model, object, column), ON_COLUMNS);
  }
  return questions;
}

/** Our answers, one line each, in the order of the questions. */
export function askOurselves(
  effective: EffectivePrivileges,
  questions: readonly ObjectQuestion[],
  major: number,
): string[] {
  return questions.flatMap((question) => {
    const { kind, object } = question;
    const opened = isOpened(question, major);
    return question.roles
      .filter((role) => !opened || role !== PUBLIC)
      .flatMap((role) => {
        const held = kind === "any column" ? effective.onAnyColumn(role, object) : effective.on(role, object);
        return question.privileges.flatMap((privilege) =>
          (opened ? [false] : [false, true]).map((grantable) => {
            const set = grantable ? held.grantable : held.privileges;
            // Opening for writing is opening for reading too.
            const needed = privilegeSet(opened ? ["SELECT", privilege] : [privilege]);
            return line(question, role, privilege, grantable, (set & needed) === needed);
          }),
        );
      });
  });
}

/** Before PostgreSQL 18 a large object's privileges cannot be asked for; so its opening is tried, as every role. */
function isOpened({ kind }: ObjectQuestion, major: number): boolean {
  return kind === "large object" && major < 18;
}

/** The server's answers, one line each, in the order of the questions. */
export async function askServer(
  session: Session,
  questions: readonly ObjectQuestion[],
  major: number,
): Promise<string[]> {
  const lines: string[] = [];
  for (const question of questions) {
    const { kind, object, roles, privileges } = question;
    if (isOpened(question, major)) {
      lines.push(...(await openAsEverybody(session, question)));
      continue;
    }
    const id = kind === "parameter" ? "$3::text" : "$3::text::oid";
    const column = kind === "column" ? ", $4::text" : "";
    const rows = await session.rows(
      `SELECT r.name, p.name, g.wanted,
              ${FUNCTIONS[kind]}(r.name, ${id}${column}, p.name || CASE WHEN g.wanted THEN ' WITH GRANT OPTION' ELSE '' END)
         FROM unnest($1::name[]) WITH ORDINALITY r(name, at), unnest($2::text[]) WITH ORDINALITY p(name, at),
              (VALUES (false), (true)) g(wanted)
        WHERE $4::text IS NULL OR true ORDER BY r.at, p.at, g.wanted`,
      [
        roles.map((role) => (role === PUBLIC ? "public" : role)),
        privileges,
        kind === "parameter" ? object.name : String(object.oid),
        object.column ?? null,
      ],
    );
    for (const [role, privilege, grantable, has] of rows as [string, Privilege, boolean, boolean][])
      lines.push(line(question, role === "public" ? PUBLIC : role, privilege, grantable, has));
  }
  return lines;
}

async function openAsEverybody(session: Session, question: ObjectQuestion): Promise<string[]> {
  const lines: string[] = [];
  for (const role of question.roles.filter((name) => name !== PUBLIC)) {
    for (const privilege of question.privileges) {
      await session.query("SAVEPOINT before_opening");
      await session.query(`SET LOCAL ROLE ${quoteIdentifier(role)}`);
      const has = await session.query(openLargeObject(question.object.name, privilege)).then(
        () => true,
        (error: { code?: unknown }) => {
          if (error.code === "42501") return false;
          throw error;
        },
      );
      await session.query("ROLLBACK TO SAVEPOINT before_opening");
      lines.push(line(question, role, privilege, false, has));
    }
  }
  return lines;
}

function line(
  { kind, object }: ObjectQuestion,
  role: string,
  privilege: Privilege,
  grantable: boolean,
  has: boolean,
): string {
  const what = `${privilege}${grantable ? " WITH GRANT OPTION" : ""}`;
  const where = kind === "any column" ? `any column of ${objectKey(object)}` : objectKey(object);
  return `${role === PUBLIC ? "PUBLIC" : role} ${what} on ${where}: ${has ? "yes" : "no"}`;
}
