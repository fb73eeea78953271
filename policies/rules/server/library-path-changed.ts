import { type GoodSetting, settingsAre } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

const GOOD: readonly GoodSetting[] = [
  ["dynamic_library_path", (value) => value === "$libdir", "$libdir"],
  ["local_preload_libraries", (value) => value === "", ""],
];

export default defineRule({
  id: "library-path-changed",
  title: "The server loads libraries from other places, or into every session",
  severity: "medium",
  topic: "server",
  scope: "object",
  facts: ["setting"],
  about: "settings that say which libraries are loaded",
  why: "A library is code of the server itself: whoever can write to a folder of dynamic_library_path, or into plugins where local_preload_libraries looks, runs as the server's operating system account.",
  fix: "Set dynamic_library_path to $libdir and empty local_preload_libraries; what must be loaded everywhere goes into shared_preload_libraries.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-DYNAMIC-LIBRARY-PATH"],
  catalogue: ["S12"],
  check: (setting) => settingsAre(setting, GOOD),
});
