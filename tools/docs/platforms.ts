import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  RECREATED_PLATFORMS,
  type RecreatedPlatform,
  recreatePlatform,
  selfHostedSuperuser,
} from "../../postgres/testing/platforms/index";
import { PROBES, type Probe } from "../../postgres/testing/platforms/probes";
import { type ProbeOutcome, runProbes } from "../../postgres/testing/platforms/run-probes";
import { MAJORS, type Major, startTestServer } from "../../test/servers";

/** Where the page lies. */
export const PLATFORMS_PAGE = join(resolve(__dirname, "..", ".."), "docs", "guides", "access-platforms.md");

/** What every probe came to, on every recreated platform and major version. */
export type Outcomes = ReadonlyMap<RecreatedPlatform, ReadonlyMap<Major, ReadonlyMap<Probe, ProbeOutcome>>>;

/** Makes every probe on servers of its own, one after the other. */
export async function probeEverything(): Promise<Outcomes> {
  const outcomes = new Map<RecreatedPlatform, Map<Major, ReadonlyMap<Probe, ProbeOutcome>>>();
  for (const platform of [selfHostedSuperuser, ...RECREATED_PLATFORMS]) {
    const ofPlatform = new Map<Major, ReadonlyMap<Probe, ProbeOutcome>>();
    outcomes.set(platform, ofPlatform);
    for (const major of MAJORS) {
      const server = await startTestServer(major);
      try {
        ofPlatform.set(major, await runProbes(await recreatePlatform(server, platform)));
      } finally {
        await server.stop();
      }
    }
  }
  return outcomes;
}

/** The page with the table, printed from what the probes came to. */
export function platformsPage(outcomes: Outcomes): string {
  const columns = columnsOf(outcomes);
  const chapters = [...new Set(PROBES.map(({ chapter }) => chapter))];
  return `${[
    ...INTRODUCTION,
    ...chapters.flatMap((chapter) => [
      "",
      `## ${chapter}`,
      "",
      `| | ${columns.map(({ title }) => title).join(" | ")} |`,
      `|---|${"---|".repeat(columns.length)}`,
      ...PROBES.filter((probe) => probe.chapter === chapter).map(
        (probe) => `| ${probe.operation} | ${columns.map((column) => cellOf(column, probe)).join(" | ")} |`,
      ),
    ]),
    "",
    ...ADVICE,
  ].join("\n")}\n`;
}

interface Column {
  readonly title: string;
  /** Ascending. */
  readonly outcomes: readonly (readonly [Major, ReadonlyMap<Probe, ProbeOutcome>])[];
}

/** One column a platform; CREATEROLE has two, because 16 changed what it means. */
function columnsOf(outcomes: Outcomes): Column[] {
  return [...outcomes].flatMap(([{ name, title }, byMajor]) => {
    const all = [...byMajor];
    if (name !== "self-hosted") return [{ title, outcomes: all }];
    return [
      { title: `${title} on 14, 15`, outcomes: all.filter(([major]) => major < 16) },
      { title: `${title} from 16 on`, outcomes: all.filter(([major]) => major >= 16) },
    ];
  });
}

const WORDS: Readonly<Record<Exclude<ProbeOutcome, "unknown there">, string>> = {
  yes: "yes",
  "after membership": "after *m*",
  no: "no",
};

/** `yes`, or where a major version differs from the one before: `yes; from 16 no`. */
function cellOf(column: Column, probe: Probe): string {
  const parts: string[] = [];
  let last: ProbeOutcome | undefined;
  for (const [major, results] of column.outcomes) {
    const outcome = results.get(probe);
    if (outcome === undefined || outcome === "unknown there" || outcome === last) continue;
    parts.push(last === undefined ? WORDS[outcome] : `from ${major} ${WORDS[outcome]}`);
    last = outcome;
  }
  return parts.join("; ");
}

const INTRODUCTION = [
  "# Access: what needs which privilege on which platform",
  "",
  "<!-- Printed from executed probes by `npx tsx tools/docs/platforms.ts`. A test runs them again and compares; do not edit. -->",
  "",
  "`Access` and `RowSecurity` work without a superuser as far as PostgreSQL allows. These tables say how far that is, for the role that a platform gives to its customer. Before anything is changed, Palisade names what its role lacks for the plan at hand, and the statement that would give it.",
  "",
  "**Where the cells come from.** Each was tried: the statements were made by the admin role on PostgreSQL 14, 15, 16, 17 and 18, and a warning such as `no privileges were granted` counted as a refusal. The columns of the managed platforms are their role sets *recreated on plain PostgreSQL* from public documentation and dumps; where no source tells, the weaker right was chosen. They are not the platforms: what a platform changed in PostgreSQL itself is not in them. RDS, Cloud SQL and Supabase let their admin make event triggers, for example, Supabase keeps its own roles from being changed on 14 and 15 too, and Azure documents that its admin manages objects of other roles. The sources are named in [postgres/testing/platforms](../../postgres/testing/platforms).",
  "",
  "- **yes**: at once.",
  "- **after *m***: as a member of the owner, which the admin can make itself: `GRANT owner TO admin`. Where it is none, Palisade lends itself the membership for the time of its transaction and leaves nothing of it behind.",
  "- **no**: not by this role.",
  "- **from 16 …**: the major version from which on it is different. A cell begins with the first version that knows the thing.",
  "- *One made* means by the admin role that Palisade connects as; *somebody else* is the platform, or another role with CREATEROLE.",
];

const ADVICE = [
  "## What follows",
  "",
  "- **Become a member of the owners, or give yourself CONNECT.** `GRANT shop_owner TO admin` once, right after `CREATE ROLE shop_owner`. Before 16 the admin may join any role that is no superuser; from 16 on only roles that it has ADMIN on, which it has on those that it made. An admin that is no member of the database's owner connects by PUBLIC's built-in CONNECT, which an authoritative declaration takes away; Palisade refuses to lock itself out so, until you declare `databasePrivileges: { admin: [\"CONNECT\"] }`.",
  "- **Let one role make the roles.** From 16 on a role that was made by the platform's console or by a colleague cannot be joined, changed or granted by the admin until its maker says `GRANT that_role TO admin WITH ADMIN OPTION`.",
  "- **Grant memberships as the admin.** From 16 on a membership belongs to who granted it: what the superuser granted, the admin can neither take back nor change, and CREATE ROLE itself leaves the admin a membership with ADMIN that the superuser granted. Palisade leaves that one alone.",
  "- **Make a database of your own.** The database that the server came with may belong to the platform, with its schema public; in one that you make, everything is yours, except the schema public on 14 where the platform has not given it away.",
  "- **Leave what belongs to the platform.** System objects, languages, foreign-data wrappers, the members of extensions (of trusted ones too: they belong to the bootstrap superuser), tablespaces, parameters, and the default privileges of the platform's superuser can be read and judged, not changed. Where these lie in a schema that you declare, as in schema public of the database that Neon and Supabase made, give that schema the mode `adopt` or `additive`.",
  "- **Do not write down NOSUPERUSER.** Only a superuser may say it, even of a role that is none. Palisade says it only where it changes something. The same holds for NOREPLICATION and NOBYPASSRLS where the admin lacks the attribute itself.",
];

if (require.main === module) {
  probeEverything().then((outcomes) => {
    writeFileSync(PLATFORMS_PAGE, platformsPage(outcomes));
    process.stdout.write(`${PLATFORMS_PAGE}\n`);
  });
}
