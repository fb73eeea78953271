import { isKnown, type Maybe } from "../../facts/maybe";
import { identityOf } from "../../facts/object-ref";
import { Inputs } from "./inputs";
import type { ResourceReader } from "./reader";
import { originOf } from "./resource";

/** `postgresql.Publication`. It knows neither row filters nor all tables of a schema. */
export const postgresqlPublication: ResourceReader = {
  types: ["postgresql:index/publication:Publication"],
  makes: ["publication"],
  read(resource) {
    const inputs = new Inputs(resource);
    const tables = inputs.texts("tables");
    return {
      publication: [
        {
          origin: originOf(resource),
          ...inputs.database(),
          name: inputs.name("name", resource.name),
          allTables: inputs.flag("allTables", false),
          tables: isKnown(tables) ? tables.map(identityOfTable) : tables,
        },
      ],
    };
  },
};

/** `schema.table`, as the provider takes it apart; without a schema it takes the connection's, which is public. */
function identityOfTable(text: Maybe<string>): Maybe<string> {
  if (!isKnown(text)) return text;
  const dot = text.indexOf(".");
  const schema = dot === -1 ? "public" : text.slice(0, dot);
  return identityOf({ kind: "table", schema, name: text.slice(dot + 1) });
}
