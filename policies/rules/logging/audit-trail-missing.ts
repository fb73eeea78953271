import { settingIs, settingValue } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { known } from "../../facts/maybe";
import { defineRule } from "../../rule";

export default defineRule({
  id: "audit-trail-missing",
  title: "Nobody can find out who read and changed what",
  severity: "medium",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called shared_preload_libraries",
  why: "The server's own log holds logins and, with log_statement, statements as they were sent. What a function or a prepared statement did, on which tables and as which role, only an audit extension tells.",
  fix: "Install pgAudit, add pgaudit to shared_preload_libraries, set pgaudit.log to 'ddl, role, write' and restart. (log_statement = all is the poor substitute: with every literal.)",
  withoutPalisade: SERVER_CONFIGURATION,
  references: [
    "https://github.com/pgaudit/pgaudit",
    "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-SHARED-PRELOAD-LIBRARIES",
  ],
  catalogue: ["A27"],
  check(setting, { of }) {
    if (setting.name !== "shared_preload_libraries") return undefined;
    const everything = settingValue(of("setting"), "log_statement") === "all";
    return settingIs(
      setting,
      "shared_preload_libraries",
      (value) => everything || /\bpgaudit\b/.test(value),
      {
        values: [...librariesOf(known(setting.value)), "pgaudit"],
        note: "then restart; install pgAudit first, because a server does not start without a library that it is to load",
      },
    );
  },
});

/** The libraries of a list, some of them in quotes: what is loaded must stay. */
function librariesOf(list: string): string[] {
  return (list.match(/"(?:[^"]|"")*"|[^\s,]+/g) ?? []).map((name) =>
    name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name,
  );
}
