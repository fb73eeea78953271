import type { Rule } from "../../rule";
import waiverExpired from "./waiver-expired";
import waiverUnused from "./waiver-unused";

/** The rules about waivers. */
export const WAIVER_RULES = [waiverExpired, waiverUnused] as const satisfies readonly Rule[];
