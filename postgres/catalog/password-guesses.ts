import { createHash, createHmac, pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Session } from "../connect/session";
import { parseScramVerifier, type ScramVerifier } from "../scram";
import { COMMON_PASSWORDS } from "./common-passwords";

const derive = promisify(pbkdf2);

/** Milliseconds that guessing may take where nobody says otherwise: a hash of a SCRAM verifier costs about one, on purpose. */
export const GUESSING_TIME = 600;

/** Hashes under way at once: Node's own threads for such work. */
const AT_ONCE = 4;

/** What guessing says of one role: how its password was guessed, `false` where none of the guesses is right, or that time ran out. */
export type Guess = GuessKind | false | "not tried";

/** What guessing says of each role that has a password; absent where verifiers may not be read. */
export interface Guesses {
  readonly guesses?: ReadonlyMap<string, Guess>;
}

/** What a password was guessed to be, as a sentence goes on after "is"; never so exact that it is the password. */
type GuessKind =
  | "its own name"
  | "its own name with something behind it"
  | "its own name in capitals"
  | "its own name backwards"
  | "a common password";

/**
 * Tries the role's own name and the commonest passwords against the stored verifiers of login roles. Only a superuser
 * may read these; for others the answer is empty. What is read stays in here: the answer holds no password and no
 * verifier. Begins no guess after `budget` milliseconds; what was not tried by then is said.
 */
export async function readPasswordGuesses(session: Session, budget: number): Promise<Guesses> {
  const [right] = await session.rows(
    "SELECT pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'SELECT')",
  );
  if (right?.[0] !== true) return {};
  const rows = await session.rows(
    "SELECT rolname, rolpassword FROM pg_catalog.pg_authid WHERE rolcanlogin AND rolpassword IS NOT NULL ORDER BY rolname",
  );
  const targets = rows.map(([name, stored]) => targetOf(name as string, stored as string));
  const found = new Map<string, Guess>(targets.map(({ name }) => [name, false]));
  const end = performance.now() + budget;
  // Round by round: the likeliest guess for every role first, so that a role more costs no other its chance.
  const longest = Math.max(0, ...targets.map(({ guesses }) => guesses.length));
  const rounds = Array.from({ length: longest }, (_, round) => targets.map((target) => ({ target, round })));
  const attempts = rounds.flat().values();
  const work = async () => {
    for (const { target, round } of attempts) {
      const guess = target.guesses[round];
      if (guess === undefined || found.get(target.name) !== false) continue;
      if (performance.now() > end) found.set(target.name, "not tried");
      else if (await target.matches(guess.password)) found.set(target.name, guess.kind);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { guesses: found };
}

interface Target {
  readonly name: string;
  readonly guesses: readonly { readonly password: string; readonly kind: GuessKind }[];
  matches(password: string): Promise<boolean>;
}

/** What everybody tries first for a name, the likeliest first. */
function guessesFor(name: string): Target["guesses"] {
  const own: readonly (readonly [password: string, kind: GuessKind])[] = [
    [name, "its own name"],
    ...["1", "123", "!"].map((end) => [`${name}${end}`, "its own name with something behind it"] as const),
    [name.toUpperCase(), "its own name in capitals"],
    [[...name].reverse().join(""), "its own name backwards"],
  ];
  // A name that is the same in capitals or backwards is tried once, and called by what it is first.
  return [
    ...own.filter(([password], at) => own.findIndex(([other]) => other === password) === at),
    ...COMMON_PASSWORDS.map((password) => [password, "a common password"] as const),
  ].map(([password, kind]) => ({ password, kind }));
}

/** What a password that is known turns out to be, as a sentence goes on after "is"; `false` where nobody tries it first. */
export function guessPassword(name: string, password: string): Guess {
  return guessesFor(name).find((guess) => guess.password === password)?.kind ?? false;
}

function targetOf(name: string, stored: string): Target {
  const guesses = guessesFor(name);
  const verifier = parseScramVerifier(stored);
  if (verifier !== undefined) return { name, guesses, matches: (password) => isScram(verifier, password) };
  return {
    name,
    guesses,
    // An MD5 hash is salted with the role's name alone (md5_crypt_verify in src/backend/libpq/crypt.c).
    matches: async (password) =>
      stored === `md5${createHash("md5").update(`${password}${name}`).digest("hex")}` || stored === password,
  };
}

/** Plain ASCII, as all guesses of ours are but a role's own name, is what SASLprep leaves as it is. */
async function isScram(verifier: ScramVerifier, password: string): Promise<boolean> {
  const salted = await derive(password.normalize("NFKC"), verifier.salt, verifier.iterations, 32, "sha256");
  const key = createHmac("sha256", salted).update("Client Key").digest();
  return timingSafeEqual(createHash("sha256").update(key).digest(), verifier.storedKey);
}
