import { releaseOf, versionText } from "../../../postgres/model/releases";
import { OPERATIONS } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { finding, pass, unknown } from "../../verdict";

export default defineRule({
  id: "server-end-of-life",
  title: "The server's major version is past its end of life",
  severity: "high",
  topic: "server",
  scope: "object",
  facts: ["server"],
  about: "servers",
  why: "Security holes that are found from now on are published, and nobody closes them in this version.",
  fix: "Upgrade to a supported major version, rehearsed on a copy first.",
  withoutPalisade: OPERATIONS,
  references: ["https://www.postgresql.org/support/versioning/"],
  catalogue: ["V01"],
  check(server, { now }) {
    const release = releaseOf(server.version);
    const ref = { kind: "server", name: `PostgreSQL ${Math.floor(server.version / 10_000)}` };
    if (release === undefined) {
      return server.version < 140_000
        ? finding(ref, `PostgreSQL ${versionText(server.version)} is past its end of life`)
        : unknown(
            `PostgreSQL ${versionText(server.version)} is newer than the release table of this program`,
          );
    }
    if (now.toISOString().slice(0, 10) <= release.endOfLife) return pass;
    return finding(ref, `PostgreSQL ${release.major} reached its end of life on ${release.endOfLife}`);
  },
});
