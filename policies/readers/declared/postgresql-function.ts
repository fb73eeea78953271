import { PUBLIC } from "../../../postgres/model/acl";
import { privilegeSet } from "../../../postgres/model/privileges";
import { displayIdentifier, quoteIdentifier } from "../../../postgres/sql/quote";
import type { FactsByType } from "../../facts/facts";
import { isKnown, Unknown } from "../../facts/maybe";
import { inDatabase, type ObjectRef } from "../../facts/object-ref";
import type { WrittenFunction } from "./function-reader";
import { firstUnknown, Inputs } from "./inputs";
import type { ResourceReader } from "./reader";
import { type DeclaredResource, originOf } from "./resource";

const EXECUTE = privilegeSet(["EXECUTE"]);

/**
 * `postgresql.Function`: read by PostgreSQL's own parser, as the CREATE FUNCTION that it stands for, so that it is the
 * same function as the one that migrations and servers tell of, and PUBLIC may execute it from the start as there. The
 * resource has no SET clause: whatever it makes finds names by the caller's search_path.
 */
export const postgresqlFunction: ResourceReader = {
  types: ["postgresql:index/function:Function"],
  makes: ["function", "grant"],
  readsSql: true,
  read(resource, parsers) {
    const { schema, name, args, returns, language, securityDefiner, ...body } = resource.inputs;
    const missing = firstUnknown({ schema, name, args, returns, language, securityDefiner });
    if (missing !== undefined) return undecided(resource, missing);
    const facts = parsers().readFunction(writtenFunction(resource));
    if (facts !== undefined) return placed(resource, facts, body["body"]);
    return undecided(resource, new Unknown("PostgreSQL's parser cannot read the function as it is declared"));
  },
};

/** The function that the resource stands for. Everything of it is known but its body: of one that is not, the rest is judged. */
export function writtenFunction(resource: Pick<DeclaredResource, "name" | "inputs">): WrittenFunction {
  const inputs = new Inputs(resource);
  const args = inputs.objects("args").map((argument) => {
    const name = argument.name("name", "");
    const otherwise = argument.name("default", "");
    return [
      argument.name("mode", ""),
      name === "" ? "" : quoteIdentifier(name),
      argument.name("type", ""),
      otherwise === "" ? "" : `DEFAULT ${otherwise}`,
    ]
      .filter((word) => word !== "")
      .join(" ");
  });
  const returns = inputs.name("returns", "");
  const computed = inputs.objects("args").some((argument) => /OUT$/i.test(argument.name("mode", "IN")));
  const head = [
    `(${args.join(", ")})`,
    returns === "" ? (computed ? "" : "RETURNS void") : `RETURNS ${returns}`,
    `LANGUAGE ${inputs.name("language", "plpgsql")}`,
    inputs.flag("securityDefiner", false) === true ? "SECURITY DEFINER" : "",
  ];
  return {
    schema: inputs.name("schema", "public"),
    name: inputs.name("name", resource.name),
    head: head.filter((word) => word !== "").join(" "),
    body: bodyOf(inputs.name("body", "")),
  };
}

/** The provider accepts the body with the words around it. */
function bodyOf(text: string): string {
  return /^\s*AS\s+(\$\w*\$)([\s\S]*)\1\s*;?\s*$/i.exec(text)?.[2] ?? text;
}

/** The facts of the statement, as those of the resource. */
function placed(resource: DeclaredResource, facts: FactsByType, body: unknown): FactsByType {
  const origin = originOf(resource);
  const { database } = new Inputs(resource).database();
  const at = (object: ObjectRef): ObjectRef => ({ ...object, ...inDatabase(database) });
  return {
    function: (facts.function ?? []).map(({ place: _place, ...fact }) => ({
      ...fact,
      origin,
      object: at(fact.object),
      ...(body instanceof Unknown ? { code: body } : {}),
    })),
    grant: (facts.grant ?? []).map(({ place: _place, ...fact }) => ({
      ...fact,
      origin,
      object: at(fact.object),
    })),
  };
}

function undecided(resource: DeclaredResource, reason: Unknown): FactsByType {
  const origin = originOf(resource);
  const inputs = new Inputs(resource);
  const object: ObjectRef = {
    kind: "function",
    ...inputs.database(),
    schema: inputs.name("schema", "public"),
    name: inputs.name("name", resource.name),
  };
  const why = new Unknown(`${reason.reason}, so that ${displayIdentifier(resource.name)} is not judged`);
  const said = inputs.flag("securityDefiner", false);
  // Whatever else is not known of it, a function that runs as its caller lends nobody any rights; its code may still be wrong.
  if (isKnown(said) && !said)
    return { function: [{ origin, object, securityDefiner: false, settings: [], code: why }] };
  return {
    function: [{ origin, object, securityDefiner: why, settings: [], code: why }],
    grant: [{ origin, object, grantee: PUBLIC, privileges: EXECUTE, grantable: 0, securityDefiner: why }],
  };
}
