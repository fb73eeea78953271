import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { memory, runProcess, Samples, seconds, spread, table } from "./measure";

const COMMAND = join(__dirname, "..", "bin", "palisade.js");
const OURS = "palisade lint";
const FILES = 1000;
const LIMIT = 5;

/** `palisade lint` of a thousand migrations, as an application of some years has them, in a process of its own. */
export async function benchLint(rounds: number, say: (line: string) => void): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "palisade-bench-"));
  try {
    for (let index = 1; index <= FILES; index++)
      writeFileSync(join(folder, `${String(index).padStart(5, "0")}_step.sql`), migration(index));
    const samples = new Samples();
    for (let round = 1; round <= rounds; round++) {
      say(`lint: round ${round} of ${rounds}`);
      samples.note(
        OURS,
        await runProcess(
          process.execPath,
          [COMMAND, "lint", folder, "--format", "json", "--fail-on", "none"],
          {
            env: { HOME: folder },
          },
        ),
      );
    }
    const took = samples.seconds(OURS);
    return [
      `## The lint of ${FILES} migrations`,
      "",
      `${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}); Node ${process.versions.node}. ${rounds} rounds. Whole processes; ${FILES} files with ${statements()} statements.`,
      "",
      table([
        {
          what: OURS,
          values: {
            median: seconds(took),
            "min–max": spread(samples.times(OURS)),
            "peak memory": memory(samples.megabytes(OURS)),
            target: `≤ ${LIMIT} s`,
            "": took <= LIMIT ? "pass" : "miss",
          },
        },
      ]),
    ].join("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every third file makes a table, with its row security; the others change one, and grant. */
function migration(index: number): string {
  const table = `app.table_${Math.ceil(index / 3)}`;
  switch (index % 3) {
    case 1:
      return `-- step ${index}
CREATE TABLE ${table} (
  id bigint GENERATED ALWAYS AS IDENTITY,
  tenant_id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX ON ${table} (tenant_id, created_at);
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
`;
    case 2:
      return `CREATE POLICY tenant ON ${table} TO app
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO app;
`;
    default:
      return `ALTER TABLE ${table} ADD COLUMN note_${index} text;
COMMENT ON COLUMN ${table}.note_${index} IS 'step ${index}';
UPDATE ${table} SET note_${index} = '' WHERE note_${index} IS NULL;
`;
  }
}

function statements(): number {
  return Array.from({ length: FILES }, (_, at) => (migration(at + 1).match(/;\n/g) ?? []).length).reduce(
    (a, b) => a + b,
    0,
  );
}
