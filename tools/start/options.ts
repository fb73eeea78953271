import { MAJORS, type Major } from "../local";

/** The major version when nobody says another one. */
const DEFAULT_MAJOR: Major = 18;

/** What `npm start`, `npm stop` and `npm run destroy` are about: `-- --postgres=17`, or the variable PALISADE_POSTGRES. */
export function wantedMajor(): Major {
  const unknown = process.argv.slice(2).filter((argument) => !argument.startsWith("--postgres="));
  if (unknown.length > 0)
    throw new Error(`${unknown.join(" ")} is not known: the only option is --postgres=${MAJORS.join("|")}`);
  const option = process.argv.at(-1)?.match(/^--postgres=(.*)$/)?.[1] ?? process.env["PALISADE_POSTGRES"];
  if (option === undefined || option === "") return DEFAULT_MAJOR;
  const major = MAJORS.find((known) => String(known) === option);
  if (major !== undefined) return major;
  throw new Error(`there is no embedded PostgreSQL ${option}: use --postgres=${MAJORS.join("|")}`);
}

/** Each major version has a server and a stack of its own. */
export function stackName(major: Major): string {
  return major === DEFAULT_MAJOR ? "local" : `local-${major}`;
}
