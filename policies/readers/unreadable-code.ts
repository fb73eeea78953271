/** Why a rule knows nothing of a routine's code. */
export function unreadableCode(problem: string): string {
  return `the code of a function cannot be read by PostgreSQL's parser of version 18: ${problem}`;
}
