import { displayIdentifier } from "../../../postgres/sql/quote";
import { settingValue } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { inDatabase } from "../../facts/object-ref";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "security-label-unenforced",
  title: "Security labels are there, and nobody enforces them",
  severity: "medium",
  topic: "server",
  scope: "object",
  world: "server",
  facts: ["securityLabel", "setting", "database"],
  about: "security labels",
  why: "A label does nothing by itself: its provider does, as a library of the server. Without it a column that is labelled as masked is shown as it is.",
  fix: "Add the provider's library to shared_preload_libraries and restart, or to session_preload_libraries of the database; or remove the labels.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/sql-security-label.html"],
  catalogue: ["S14"],
  check(label, { of }) {
    const settings = of("setting");
    const loaded = [
      ...["shared_preload_libraries", "session_preload_libraries"].map(
        (name) => settingValue(settings, name) ?? "",
      ),
      ...of("database").map(({ settings: own }) => own?.["session_preload_libraries"] ?? ""),
    ].join(",");
    // The provider of sepgsql is called selinux.
    const library = label.provider === "selinux" ? "sepgsql" : label.provider;
    if (loaded.includes(library)) return pass;
    return finding(
      {
        kind: "security label",
        ...inDatabase(label.database),
        name: `${label.provider} on ${label.kind} ${label.object}`,
      },
      `the label of ${displayIdentifier(label.provider)} on ${label.kind} ${label.object} has no provider: no preloaded library is called ${library}`,
    );
  },
});
