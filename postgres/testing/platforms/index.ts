import { azure } from "./azure";
import { cloudSql } from "./cloud-sql";
import { neon } from "./neon";
import { aurora, rds } from "./rds";
import type { RecreatedPlatform } from "./recreated";
import { selfHosted } from "./self-hosted";
import { supabase } from "./supabase";

export { givePassword, type RecreatedPlatform, type RecreatedServer, recreatePlatform } from "./recreated";
export { selfHostedSuperuser } from "./self-hosted";

/** Every role set that is no superuser's: the plain one, then the managed platforms. */
export const RECREATED_PLATFORMS: readonly RecreatedPlatform[] = [
  selfHosted,
  rds,
  aurora,
  neon,
  supabase,
  cloudSql,
  azure,
];
