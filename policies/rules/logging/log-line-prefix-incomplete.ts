import { settingIs, settingValue } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { notApplicable } from "../../verdict";

/** What an entry must tell: when, which process, who, where to and where from; each by one of its escapes. */
const NEEDED: readonly RegExp[] = [/%-?\d*[mtn]/, /%-?\d*[pc]/, /%-?\d*u/, /%-?\d*d/, /%-?\d*[hr]/];

export default defineRule({
  id: "log-line-prefix-incomplete",
  title: "Entries of the log do not say when, who, where to and where from",
  severity: "medium",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called log_line_prefix",
  why: "An entry that names no role, no database and no address cannot be laid to anybody's door, and without time and process nobody sees what belongs together.",
  fix: "Set log_line_prefix to '%m [%p] %q%u@%d/%a from %h '. The formats csvlog and jsonlog have it all by themselves.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-LINE-PREFIX"],
  catalogue: ["A24"],
  check(setting, { of }) {
    if (setting.name !== "log_line_prefix") return undefined;
    const destinations = (settingValue(of("setting"), "log_destination") ?? "stderr").split(",");
    if (destinations.every((one) => ["csvlog", "jsonlog"].includes(one.trim())))
      return notApplicable("the log is structured, and every entry has all columns");
    const whole = (value: string) => NEEDED.every((needed) => needed.test(value));
    return settingIs(setting, "log_line_prefix", whole, "%m [%p] %q%u@%d/%a from %h ");
  },
});
