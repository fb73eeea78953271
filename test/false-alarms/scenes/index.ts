import type { Scene } from "../scene";
import { ACCESS } from "./access";
import { ALONE } from "./alone";
import { DATABASE } from "./database";
import { TENANTS } from "./tenants";

/** All of them, one for each option of the components. */
export const SCENES: readonly Scene[] = [...DATABASE, ...TENANTS, ...ACCESS, ...ALONE];
