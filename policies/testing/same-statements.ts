import { isDeepStrictEqual } from "node:util";
import { withoutPlaces } from "../../postgres/expression/tree";
import { loadLibrary } from "../../postgres/statements/library";

/**
 * Whether two texts hold the same statements to PostgreSQL's parser, which sees neither comments nor quotes that a name
 * does not need. A text that it cannot read (a word that only an older major knows) is the same as none.
 */
export async function sameStatements(one: string, other: string): Promise<boolean> {
  const { parseSync } = await loadLibrary();
  const read = (sql: string) => parseSync(sql).stmts?.map(({ stmt }) => withoutPlaces(stmt));
  try {
    return isDeepStrictEqual(read(one), read(other));
  } catch {
    return false;
  }
}
