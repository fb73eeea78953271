import { MAJORS, type Major, startTestServer } from "../../test/servers";
import { FAMILIES, type Family } from "../attack";
import { ATTACKS } from "../attacks/index";
import { CONNECTION_MUTATIONS } from "./connection-mutations";
import { DoorTrials } from "./door-trials";
import { type Mutation, mutations } from "./mutations";
import { openShop } from "./shop";
import { Trials } from "./trials";

/** One mutation on one major version: killed if its attack got through. */
export interface Trial {
  readonly attack: string;
  readonly family: Family;
  readonly major: Major;
  /** What came of the attack. */
  readonly status: string;
}

/** Tries every mutation that a major knows, on a server of its own. */
export async function trialsOn(major: Major, say: (line: string) => void): Promise<Trial[]> {
  const server = await startTestServer(major);
  const done: Trial[] = [];
  const note = (attack: string, status: string) => {
    done.push({ attack, family: familyOf(attack), major, status });
    if (status !== "got through") say(`PostgreSQL ${major}: ${attack} survives: ${status}`);
  };
  try {
    const shop = await openShop(server);
    const trials = await Trials.on(shop);
    for (const mutation of knownBy(mutations(shop.roles, shop.database), shop.version))
      note(mutation.attack, (await trials.result(mutation)).status);
    await trials.end();
    const door = await DoorTrials.on(server, shop);
    for (const mutation of CONNECTION_MUTATIONS) {
      const { without, restored } = await door.result(mutation);
      note(mutation.attack, restored.status === "defended" ? without.status : "never defended");
    }
    await door.end();
  } finally {
    await server.stop();
  }
  return done;
}

function knownBy(all: readonly Mutation[], version: number): readonly Mutation[] {
  return all.filter(({ on }) => on?.(version) ?? true);
}

/** Attacks without any mutation on a major that knows them: nothing proves that these could ever get through. */
export function unproven(trials: readonly Trial[], majors: readonly Major[]): string[] {
  return majors.flatMap((major) => {
    const proven = new Set(trials.filter((trial) => trial.major === major).map(({ attack }) => attack));
    return ATTACKS.filter((attack) => !("since" in attack && (attack.since ?? 0) > major * 10_000))
      .filter(({ id }) => !proven.has(id))
      .map(({ id }) => `${id} on PostgreSQL ${major}`);
  });
}

/** True where every mutation was killed and every attack has one. */
export function isPerfect(trials: readonly Trial[], majors: readonly Major[]): boolean {
  return (
    trials.length > 0 &&
    trials.every(({ status }) => status === "got through") &&
    unproven(trials, majors).length === 0
  );
}

/** The score by family and major: `killed / all`, and the whole in percent. Pure. */
export function renderScore(trials: readonly Trial[], majors: readonly Major[]): string {
  const score = (some: readonly Trial[]) =>
    `${some.filter(({ status }) => status === "got through").length} / ${some.length}`;
  const width = Math.max(...Object.keys(FAMILIES).map(({ length }) => length));
  const line = (name: string, some: readonly Trial[]) =>
    [
      name.padEnd(width),
      ...majors.map((major) => score(some.filter((trial) => trial.major === major)).padStart(11)),
      score(some).padStart(13),
    ].join("");
  const killed = trials.filter(({ status }) => status === "got through").length;
  const missing = unproven(trials, majors);
  return [
    ["".padEnd(width), ...majors.map((major) => `${major}`.padStart(11)), "all".padStart(13)].join(""),
    ...Object.keys(FAMILIES).map((family) =>
      line(
        family,
        trials.filter((trial) => trial.family === family),
      ),
    ),
    line("all", trials),
    "",
    ...missing.map((name) => `no mutation: ${name}`),
    `${ATTACKS.length} attacks; mutation score: ${percent(killed, trials.length)} (${killed} of ${trials.length} mutations killed)`,
    "",
  ].join("\n");
}

/** Rounded down, so that 100 % means all. */
function percent(part: number, whole: number): string {
  return whole === 0 ? "nothing was tried" : `${Math.floor((1000 * part) / whole) / 10} %`;
}

function familyOf(id: string): Family {
  const attack = ATTACKS.find((candidate) => candidate.id === id);
  if (attack === undefined) throw new Error(`there is no attack ${id}`);
  return attack.family;
}

/** `npm run prove:mutation`: prints the score of all majors; the exit status is 1 unless it is 100 %. */
async function main(): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const trials: Trial[] = [];
  for (const major of MAJORS) {
    say(`PostgreSQL ${major} …`);
    trials.push(...(await trialsOn(major, say)));
  }
  process.stdout.write(renderScore(trials, MAJORS));
  process.exitCode = isPerfect(trials, MAJORS) ? 0 : 1;
}

if (require.main === module)
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  });
