import { AROUND_TRAPS } from "./around";
import { POLICY_TRAPS } from "./policies";
import { SERVER_TRAPS } from "./server";
import { SETTING_TRAPS } from "./setting";
import type { Trap } from "./trap";

export type { Fate, Trap } from "./trap";

/** Every trap, by its number. */
export const TRAPS: readonly Trap[] = [
  ...POLICY_TRAPS,
  ...SETTING_TRAPS,
  ...AROUND_TRAPS,
  ...SERVER_TRAPS,
].sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
