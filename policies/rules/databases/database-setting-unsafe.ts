import { sqlSetting } from "../../checks/role-setting";
import { displayObject, type ObjectRef } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
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
  why: "What ALTER DATABASE sets holds for every role that has no setting of its own: a tenant that nobody chose, row_security = off, which turns policies into errors, or session_replication_role = replica, under which no trigger fires and no foreign key is checked.",
  fix: "Reset the setting, and set it in the session that needs it.",
  references: ["https://www.postgresql.org/docs/current/sql-alterdatabase.html"],
  catalogue: ["R15"],
  options: {
    settings: {
      type: "strings",
      default: ["app.tenant_id", "app.current_tenant"],
      description: "The settings that tell the tenant.",
    },
  },
  check(database, { options }) {
    const { settings } = database;
    if (settings === undefined) return undefined;
    const ref: ObjectRef = { kind: "database", database: database.name, name: database.name };
    const say = (name: string, what: string) =>
      finding(
        locate(ref, database),
        `sessions of ${displayObject(ref)} start with ${what}`,
        `ALTER DATABASE ${sqlName(database.name)} RESET ${sqlSetting(name)};`,
      );
    const wrong = options.settings
      .filter((name) => (settings[name] ?? "") !== "")
      .map((name) => say(name, `a value for ${name}`));
    if (/^(off|false|no|0)$/i.test(settings["row_security"] ?? ""))
      wrong.push(say("row_security", "row_security = off"));
    if (settings["session_replication_role"]?.toLowerCase() === "replica")
      wrong.push(say("session_replication_role", "session_replication_role = replica"));
    return wrong.length === 0 ? pass : wrong;
  },
});
