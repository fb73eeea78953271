import type { ServerState } from "../../../postgres/catalog/server-state";
import { PUBLIC } from "../../../postgres/model/acl";
import type { DatabaseModel } from "../../../postgres/model/model";
import type { SecuredObject } from "../../../postgres/model/objects";
import type { FactsByType } from "../../facts/facts";
import { identityOf } from "../../facts/object-ref";
import type { FunctionFact, SchemaFact, TableFact, ViewFact } from "../../facts/objects";
import { judgedObjects } from "./judged-objects";
import { referTo } from "./reference";
import { settingsOf } from "./roles";

/** The database, its schemas, tables, views and functions, and what extends it. Objects of extensions are left to them. */
export function objectFacts(model: DatabaseModel, state: ServerState): FactsByType {
  const own = judgedObjects(model).filter((object) => object.extension === undefined);
  const { database } = model;
  return {
    database: own
      .filter((object) => object.kind === "database")
      .map((object) => ({ name: object.name, owner: object.owner, settings: settingsOf(model, null) })),
    schema: own
      .filter((object) => object.kind === "schema")
      .map((object): SchemaFact => ({ database, name: object.name, owner: object.owner })),
    table: own.flatMap((object) => tableFact(database, object)),
    view: own.flatMap((object) => viewFact(model, object)),
    function: own.flatMap((object) => functionFact(database, object)),
    extension: state.extensions.extensions.map((name) => ({ database, name })),
    language: state.extensions.languages.map((language) => ({ database, ...language })),
    userMapping: state.extensions.userMappings.map(({ server, user }) => ({
      database,
      server,
      user: user === "" ? PUBLIC : user,
    })),
  };
}

function tableFact(database: string, object: SecuredObject): TableFact[] {
  if (object.kind !== "table" && object.kind !== "foreign table") return [];
  const { rowSecurity } = object;
  return [
    {
      object: referTo(database, object),
      owner: object.owner,
      partition: object.partition === true,
      partitioned: object.partitioned === true,
      declaredTenant: false,
      ...(rowSecurity === undefined
        ? {}
        : {
            rowSecurity: {
              enabled: rowSecurity.enabled,
              forced: rowSecurity.forced,
              policies: rowSecurity.policies,
            },
          }),
      ...(object.columns === undefined
        ? {}
        : { columns: object.columns.map(({ name, notNull }) => ({ name, notNull })) }),
      ...(rowSecurity?.leadingIndexColumns === undefined
        ? {}
        : { leadingIndexColumns: rowSecurity.leadingIndexColumns }),
    },
  ];
}

function viewFact(model: DatabaseModel, object: SecuredObject): ViewFact[] {
  if (object.kind !== "view" && object.kind !== "materialized view") return [];
  return [
    {
      object: referTo(model.database, object),
      owner: object.owner,
      securityInvoker: object.securityInvoker === true,
      reads: (object.reads ?? []).map((key) => identityOfKey(model, key)),
    },
  ];
}

function identityOfKey(model: DatabaseModel, key: string): string {
  const object = model.objects.get(key);
  return object === undefined ? key : identityOf(referTo(model.database, object));
}

function functionFact(database: string, object: SecuredObject): FunctionFact[] {
  if (object.kind !== "function" && object.kind !== "procedure") return [];
  return [
    {
      object: referTo(database, object),
      owner: object.owner,
      securityDefiner: object.securityDefiner === true,
      settings: object.settings ?? [],
    },
  ];
}
