import { columnObject } from "../../postgres/effective/columns";
import { isRelation } from "../../postgres/effective/privileges-of";
import { granteeText, objectKey } from "../../postgres/model/keys";
import type { DatabaseModel } from "../../postgres/model/model";
import { nearest } from "../../postgres/model/nearest";
import type { SecuredObject } from "../../postgres/model/objects";
import { CommandFailure } from "../failure";
import { type NamePart, parseName, splitArguments, type WrittenName } from "./parse-name";

/** The role of that name. Throws a {@link CommandFailure} with the nearest names. */
export function findRole(model: DatabaseModel, written: string): string {
  const [name] = [written, unquoted(written), written.toLowerCase()].filter((one) => model.roles.has(one));
  if (name !== undefined) return name;
  throw new CommandFailure(
    `there is no role ${granteeText(written)}${suggestion(nearest(written, model.roles.keys()).map(granteeText))}`,
  );
}

/** The object that is meant. Throws a {@link CommandFailure} where none is, or several are. */
export function findObject(model: DatabaseModel, written: string): SecuredObject {
  const exact = model.objects.get(written);
  if (exact !== undefined) return exact;
  const name = parseName(written);
  if (typeof name === "string") throw new CommandFailure(`--object ${written}: ${name}`);
  const found = candidates(model, name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) {
    const shown = found.map(objectKey).sort().slice(0, MOST);
    const more = found.length > MOST ? ` or one of ${found.length - MOST} more` : "";
    throw new CommandFailure(
      `--object ${written} could be ${shown.join(", ")}${more}: write it as it stands here`,
    );
  }
  throw new CommandFailure(`there is no object ${written}${suggestion(near(model, name, written))}`);
}

/** How many of several objects are named in an error. */
const MOST = 8;

function candidates(model: DatabaseModel, name: WrittenName): SecuredObject[] {
  const { kind, parts } = name;
  if (kind === "database" && parts.length === 0)
    return [...model.objects.values()].filter((object) => object.kind === "database");
  const found = [...model.objects.values()].filter(
    (object) =>
      object.kind !== "column" && (kind === undefined || object.kind === kind) && isCalled(object, name),
  );
  if (name.args !== undefined || (kind !== undefined && kind !== "column")) return found;
  const columns = columnsCalled(model, parts);
  return kind === "column" ? columns : [...found, ...columns];
}

function isCalled(object: SecuredObject, { parts, args }: WrittenName): boolean {
  const [last, schema, ...rest] = [...parts].reverse();
  if (last === undefined || rest.length > 0) return false;
  if (args !== undefined && !hasArguments(object, args)) return false;
  if (schema !== undefined && (object.schema === undefined || !fits(schema, object.schema))) return false;
  return fits(last, object.name);
}

/** The written arguments may leave out the names of parameters, as psql allows. */
function hasArguments(object: SecuredObject, args: readonly string[]): boolean {
  if (object.args === undefined) return false;
  const own = splitArguments(object.args);
  return (
    own.length === args.length &&
    own.every((argument, at) => argument === args[at] || argument.endsWith(` ${args[at]}`))
  );
}

function columnsCalled(model: DatabaseModel, parts: readonly NamePart[]): SecuredObject[] {
  if (parts.length < 2) return [];
  const relation = { parts: parts.slice(0, -1) };
  const last = parts.at(-1) as NamePart;
  return [...model.objects.values()]
    .filter((object) => isRelation(object) && isCalled(object, relation))
    .flatMap((object) =>
      (object.columns ?? [])
        .filter((column) => fits(last, column.name))
        .map((column) => columnObject(model, object, column.name)),
    );
}

function fits({ text, quoted }: NamePart, name: string): boolean {
  return name === text || (!quoted && name === text.toLowerCase());
}

function near(model: DatabaseModel, { parts, kind }: WrittenName, written: string): string[] {
  const dotted = parts.map(({ text }) => text).join(".");
  const keys = new Map<string, string>();
  for (const [key, object] of model.objects) {
    if (kind !== undefined && object.kind !== kind) continue;
    if (object.kind === "column") continue;
    keys.set(object.schema === undefined ? object.name : `${object.schema}.${object.name}`, key);
    if (parts.length === 1 && !keys.has(object.name)) keys.set(object.name, key);
  }
  const relation =
    parts.length > 1
      ? parts
          .slice(0, -1)
          .map(({ text }) => text)
          .join(".")
      : undefined;
  const columns = [...model.objects.values()]
    .filter((object) => isRelation(object) && relation === `${object.schema}.${object.name}`)
    .flatMap((object) =>
      nearest(
        parts.at(-1)?.text ?? "",
        (object.columns ?? []).map(({ name }) => name),
      ).map((column) => objectKey(columnObject(model, object, column))),
    );
  const objects = nearest(dotted === "" ? written : dotted, keys.keys()).map(
    (name) => keys.get(name) ?? name,
  );
  return [...new Set([...columns, ...objects])].slice(0, 3);
}

function suggestion(names: readonly string[]): string {
  return names.length === 0 ? "" : `; did you mean ${names.join(" or ")}?`;
}

function unquoted(text: string): string {
  return /^".*"$/su.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text;
}
