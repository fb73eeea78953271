import { releaseOf, versionText } from "../../../postgres/model/releases";
import { OPERATIONS } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { finding, notApplicable, pass } from "../../verdict";

export default defineRule({
  id: "server-minor-insecure",
  title: "The server lacks published security fixes",
  severity: "high",
  topic: "server",
  scope: "object",
  facts: ["server"],
  about: "servers",
  why: "The holes that a minor release closes are published with it. Several of them reach past row-level security or run code with the rights of the server's operating system account.",
  fix: "Install the current minor release: no dump and no conversion is needed, only a restart.",
  withoutPalisade: OPERATIONS,
  references: [
    "https://www.postgresql.org/support/security/",
    "https://www.postgresql.org/support/versioning/",
  ],
  catalogue: ["V02", "V08"],
  check(server) {
    const release = releaseOf(server.version);
    if (release === undefined) {
      return notApplicable(
        `PostgreSQL ${versionText(server.version)} is not in the release table of this program`,
      );
    }
    if (server.version % 10_000 >= release.secureMinor) return pass;
    return finding(
      { kind: "server", name: `PostgreSQL ${versionText(server.version)}` },
      `PostgreSQL ${versionText(server.version)} lacks security fixes: ${release.major}.${release.secureMinor} came out on ${release.secureSince}`,
    );
  },
});
