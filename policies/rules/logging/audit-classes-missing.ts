import { settingIs, settingValue } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

/** What must be in pgaudit.log: changes of structure, of roles and of rows. */
const NEEDED = ["ddl", "role", "write"] as const;

export default defineRule({
  id: "audit-classes-missing",
  title: "The audit extension is loaded and records only a part",
  severity: "medium",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called pgaudit.log where pgAudit is loaded",
  why: "pgAudit records nothing by default. A class that is left out is missing in every investigation, and nobody notices before there is one.",
  fix: "Set pgaudit.log to 'ddl, role, write', with read where reading must be accounted for.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://github.com/pgaudit/pgaudit#settings"],
  catalogue: ["A28"],
  check(setting, { of }) {
    if (setting.name !== "pgaudit.log") return undefined;
    if (!/\bpgaudit\b/.test(settingValue(of("setting"), "shared_preload_libraries") ?? "")) return undefined;
    return settingIs(setting, "pgaudit.log", covers, "ddl, role, write");
  },
});

function covers(value: string): boolean {
  const classes = value.split(",").map((one) => one.trim().toLowerCase());
  return NEEDED.every(
    (name) => (classes.includes(name) || classes.includes("all")) && !classes.includes(`-${name}`),
  );
}
