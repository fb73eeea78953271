import { sqlSetting } from "../../checks/role-setting";
import { HARMLESS_LIBRARIES, isOff, SESSION_SETTINGS, unsafeSetting } from "../../checks/session-settings";
import { DECLARED_SETTINGS } from "../../examples/programs";
import { displayObject, type ObjectRef } from "../../facts/object-ref";
import { EVERY_DATABASE } from "../../facts/objects";
import { locate } from "../../facts/origin";
import { TENANT_SETTINGS } from "../../option";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "database-setting-unsafe",
  title: "Every session of a database starts with a setting that undoes its protection",
  severity: "high",
  topic: "databases",
  scope: "object",
  world: "server",
  facts: ["database"],
  about: "databases whose settings are known",
  why: "What ALTER DATABASE, or ALTER ROLE ALL, sets holds for every role that has no setting of its own: a tenant that nobody chose, row_security = off, which turns policies into errors, session_replication_role = replica, under which no trigger fires and no foreign key is checked, a library that every session loads, or passwords that are kept as MD5.",
  fix: "Reset the setting, and set it in the session that needs it.",
  palisade: DECLARED_SETTINGS,
  references: ["https://www.postgresql.org/docs/current/sql-alterdatabase.html"],
  catalogue: ["R15", "S12"],
  options: { settings: TENANT_SETTINGS, libraries: HARMLESS_LIBRARIES },
  check(database, { options }) {
    const { settings } = database;
    if (settings === undefined) return undefined;
    const wrong = options.settings
      .filter((name) => (settings[name] ?? "") !== "")
      .map((name) => ({ name, what: `a value for ${name}` }));
    if (isOff(settings["row_security"] ?? ""))
      wrong.push({ name: "row_security", what: "row_security = off" });
    if (settings["session_replication_role"]?.toLowerCase() === "replica")
      wrong.push({ name: "session_replication_role", what: "session_replication_role = replica" });
    for (const name of SESSION_SETTINGS) {
      const what = unsafeSetting(name, settings[name] ?? "", options.libraries);
      if (settings[name] !== undefined && what !== undefined) wrong.push({ name, what });
    }
    if (wrong.length === 0) return pass;
    const everywhere = database.name === EVERY_DATABASE;
    const ref: ObjectRef = everywhere
      ? { kind: "database" }
      : { kind: "database", database: database.name, name: database.name };
    const resets = wrong.flatMap(({ name }) => {
      const reset = `RESET ${sqlSetting(name)};`;
      // One of all databases is not ended by a reset of this one.
      const ofAll = database.settingsOfAll?.includes(name) === true ? [`ALTER ROLE ALL ${reset}`] : [];
      return everywhere ? ofAll : [`ALTER DATABASE ${sqlName(database.name)} ${reset}`, ...ofAll];
    });
    // One finding, because a key names the object alone.
    return finding(
      locate(ref, database),
      `sessions of ${displayObject(ref)} start with ${wrong.map(({ what }) => what).join(" and ")}`,
      resets.join(" "),
    );
  },
});
