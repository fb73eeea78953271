import type { ServerState } from "../../../postgres/catalog/server-state";
import { PUBLIC } from "../../../postgres/model/acl";
import type { DatabaseModel } from "../../../postgres/model/model";
import type { SecuredObject } from "../../../postgres/model/objects";
import type { FactsByType } from "../../facts/facts";
import { Unknown } from "../../facts/maybe";
import { identityOf } from "../../facts/object-ref";
import type { FunctionFact, SchemaFact, ViewFact } from "../../facts/objects";
import { LiveCode } from "./code";
import { connectionFacts } from "./connections";
import { judgedObjects } from "./judged-objects";
import { referTo } from "./reference";
import { settingsOf, settingsOfAll } from "./roles";

/** The database, its schemas, views and functions, and what extends it. Functions of extensions are left to them. */
export function objectFacts(model: DatabaseModel, state: ServerState): FactsByType {
  const all = judgedObjects(model);
  const own = all.filter((object) => object.extension === undefined);
  const { database } = model;
  const codes = new LiveCode(state.routineCodes, database);
  return {
    database: own
      .filter((object) => object.kind === "database")
      .map((object) => ({
        name: object.name,
        owner: object.owner,
        settings: settingsOf(model, null),
        ...settingsOfAll(model),
        schemas: [...model.objects.values()].filter(({ kind }) => kind === "schema").map(({ name }) => name),
        template: object.template === true,
      })),
    schema: own
      .filter((object) => object.kind === "schema")
      .map((object): SchemaFact => ({ database, name: object.name, owner: object.owner })),
    view: all.flatMap((object) => viewFact(model, object, codes)),
    function: own.flatMap((object) => functionFact(database, object, state.code.leakproof, codes)),
    extension: state.extensions.extensions.map((extension) => ({ database, ...extension })),
    language: state.extensions.languages.map((language) => ({ database, ...language })),
    eventTrigger: state.code.eventTriggers.map(({ ownerIsSuperuser: _known, ...trigger }) => ({
      database,
      ...trigger,
    })),
    securityLabel: state.code.labels.map((label) => ({ database, ...label })),
    rewriteRule: state.code.rewriteRules.map((rule) => ({ database, ...rule })),
    switchedOffTriggers: state.code.switchedOffTriggers.map((triggers) => ({ database, ...triggers })),
    borrowedCode: state.code.borrowedCode.map((code) => ({ database, ...code })),
    userCast: state.nameCatchers.casts.map((cast) => ({ database, ...cast })),
    namesake: state.nameCatchers.namesakes.map((namesake) => ({ database, ...namesake })),
    openText: (["code", "comments"] as const).map((texts) => ({
      database,
      texts,
      secrets: state.writtenSecrets.filter(({ kind }) => (kind === "comment") === (texts === "comments")),
    })),
    subscription: state.replication.subscriptions.map(({ name, owner, passwordRequired }) => ({
      database,
      name,
      owner,
      passwordRequired,
    })),
    connection: connectionFacts(database, state),
    userMapping: state.extensions.userMappings.map(({ server, user, passwordRequired }) => ({
      database,
      server,
      user: user === "" ? PUBLIC : user,
      passwordRequired:
        passwordRequired ??
        new Unknown(
          "the options of user mappings are shown to superusers only, because they hold passwords: connect as one",
        ),
    })),
  };
}

function viewFact(model: DatabaseModel, object: SecuredObject, codes: LiveCode): ViewFact[] {
  if (object.kind !== "view" && object.kind !== "materialized view") return [];
  return [
    {
      object: referTo(model.database, object),
      owner: object.owner,
      ...(object.extension === undefined ? {} : { extension: object.extension }),
      securityInvoker: object.securityInvoker === true,
      reads: (object.reads ?? []).map((key) => identityOfKey(model, key)),
      calls: codes.calledBy(object),
      ...(object.columns === undefined ? {} : { columns: object.columns.map((column) => column.name) }),
    },
  ];
}

function identityOfKey(model: DatabaseModel, key: string): string {
  const object = model.objects.get(key);
  return object === undefined ? key : identityOf(referTo(model.database, object));
}

function functionFact(
  database: string,
  object: SecuredObject,
  leakproof: ServerState["code"]["leakproof"],
  codes: LiveCode,
): FunctionFact[] {
  if (object.kind !== "function" && object.kind !== "procedure") return [];
  const { schema, name, args } = object;
  return [
    {
      object: referTo(database, object),
      owner: object.owner,
      securityDefiner: object.securityDefiner === true,
      settings: object.settings ?? [],
      leakproof: leakproof.some((one) => one.schema === schema && one.name === name && one.args === args),
      ...codes.of(object),
    },
  ];
}
