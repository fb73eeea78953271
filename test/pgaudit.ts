import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { MAJORS, type Major } from "./servers";

/** A library of the real pgAudit, and the major version that it is for. */
export interface PgAudit {
  readonly library: string;
  readonly major: Major;
}

/** Where a package of Debian or Ubuntu lies when it is installed, and where `.ci/run` unpacks one. */
const ROOTS = ["/", resolve(__dirname, "..", ".palisade", "pgaudit")];

/** The pgAudit of this machine for one of the majors; the newest, where there are several. Throws a sentence that says what to install. */
export function findPgAudit(roots: readonly string[] = ROOTS): PgAudit {
  for (const major of [...MAJORS].sort((a, b) => b - a))
    for (const root of roots) {
      const library = join(root, "usr", "lib", "postgresql", String(major), "lib", "pgaudit.so");
      if (existsSync(library)) return { library, major };
    }
  throw new Error(
    'no pgAudit was found: unpack the package of your PostgreSQL, such as postgresql-15-pgaudit, into .palisade/pgaudit ("apt-get download" and "dpkg-deb -x" on Debian and Ubuntu), or install it',
  );
}
