import { DATABASE, database } from "../../testing/factories";
import { APP, ROLES } from "../../testing/live-shop";
import { defineProof } from "../../testing/proof";
import rule from "./cast-runs-strangers-code";

const cast = {
  database: DATABASE,
  source: "app.amount",
  target: "text",
  context: "implicit",
  builtIn: false,
  function: { schema: "app", name: "shown", args: "app.amount", owner: "app", ownerIsSuperuser: false },
  typeOwners: ["owner", "postgres"],
} as const;
const { function: _called, ...withoutFunction } = cast;

export default defineProof({
  rule,
  bad: { userCast: [cast], database: [database()] },
  fixed: { userCast: [cast], database: [database({ owner: "app" })] },
  notApplicable: { userCast: [withoutFunction], database: [database()] },
  key: "cast-runs-strangers-code:shop:cast (app.amount AS text)",
  live: {
    kind: "sql",
    setup: [
      ...ROLES,
      "CREATE SCHEMA app",
      "CREATE TYPE app.amount AS (value numeric)",
      "CREATE FUNCTION app.shown(app.amount) RETURNS text LANGUAGE sql AS 'SELECT ($1).value::text'",
      "CREATE CAST (app.amount AS text) WITH FUNCTION app.shown(app.amount) AS IMPLICIT",
    ],
    bad: [`ALTER FUNCTION app.shown(app.amount) OWNER TO ${APP}`],
    fix: ["ALTER FUNCTION app.shown(app.amount) OWNER TO CURRENT_USER"],
    key: "$db:cast (app.amount AS text)",
  },
});
