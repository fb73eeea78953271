import { inert } from "../inert";
import { displayIdentifier } from "../sql/quote";

/** Another session, as far as a role may see it: never what it runs. */
export interface Party {
  readonly pid: number;
  readonly application: string | null;
  readonly user: string | null;
  readonly state: string | null;
  /** Since its transaction began. */
  readonly seconds: number | null;
}

/** `process 4711 (psql, role anna, idle in transaction for 12 s)`. */
export function partyText({ pid, application, user, state, seconds }: Party): string {
  const facts = [
    application === null || application === "" ? undefined : inert(application),
    user === null ? undefined : `role ${inert(displayIdentifier(user))}`,
    state === null ? undefined : `${state}${seconds === null ? "" : ` for ${seconds} s`}`,
  ].filter((fact) => fact !== undefined);
  return facts.length === 0 ? `process ${pid}` : `process ${pid} (${facts.join(", ")})`;
}
