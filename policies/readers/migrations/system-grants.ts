import { identityOf, type ObjectRef } from "../../facts/object-ref";
import type { SystemGrantFact } from "../../facts/privileges";
import type { MigrationState } from "./state";

/** Relations that initdb shows to nobody but superusers and predefined roles. */
const RELATIONS: ReadonlySet<string> = new Set(
  "pg_authid pg_backend_memory_contexts pg_config pg_file_settings pg_hba_file_rules pg_ident_file_mappings pg_largeobject pg_replication_origin_status pg_shadow pg_shmem_allocations pg_statistic pg_statistic_ext_data pg_subscription pg_user_mapping".split(
    " ",
  ),
);

/** Functions that initdb lets nobody else call. A test compares with the servers. */
export const WITHHELD_FUNCTIONS: ReadonlySet<string> = new Set(
  "lo_export lo_import pg_backup_start pg_backup_stop pg_config pg_create_restore_point pg_current_logfile pg_get_backend_memory_contexts pg_get_shmem_allocations pg_hba_file_rules pg_log_backend_memory_contexts pg_log_standby_snapshot pg_ls_archive_statusdir pg_ls_dir pg_ls_logdir pg_ls_logicalmapdir pg_ls_logicalsnapdir pg_ls_replslotdir pg_ls_tmpdir pg_ls_waldir pg_promote pg_read_binary_file pg_read_file pg_reload_conf pg_replication_origin_advance pg_replication_origin_create pg_replication_origin_drop pg_rotate_logfile pg_show_all_file_settings pg_stat_file pg_stat_reset pg_stat_reset_shared pg_switch_wal pg_wal_replay_pause pg_wal_replay_resume".split(
    " ",
  ),
);

/** What is granted on the server's own objects that initdb keeps to superusers. */
export function systemGrantFacts(state: MigrationState): SystemGrantFact[] {
  return [...state.grants.values()].flatMap(({ object, grantee, privileges: gained, place }) => {
    const { name = "" } = object;
    const withheld = RELATIONS.has(name) || WITHHELD_FUNCTIONS.has(name);
    return gained !== 0 && withheld && isOfTheServer(object)
      ? [{ object, grantee: grantee as string, gained, place }]
      : [];
  });
}

/** True for an object of the server. */
export function isOfTheServer({ schema }: ObjectRef): boolean {
  return schema === "pg_catalog" || schema === "information_schema";
}

/** The object, in pg_catalog where it is of the server: that is looked at before all other schemas. */
export function foundFirst(state: MigrationState, object: ObjectRef): ObjectRef {
  const { kind, schema, name = "" } = object;
  const known = kind === "function" ? WITHHELD_FUNCTIONS : RELATIONS;
  const identity = identityOf(object);
  const own = state.tables.has(identity) || state.functions.has(identity);
  return schema === state.schema && known.has(name) && !own ? { ...object, schema: "pg_catalog" } : object;
}
