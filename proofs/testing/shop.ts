import { withSession } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { quoteIdentifier } from "../../postgres/sql/quote";
import { freshDatabase, type TestServer, uniqueName } from "../../test/servers";
import { type FixtureRoles, hardenedShop } from "./fixture";

/** The fixture on a real server. */
export interface Shop {
  /** A connection as the superuser. */
  readonly settings: ConnectionSettings;
  readonly database: string;
  readonly roles: FixtureRoles;
  /** `server_version_num`. */
  readonly version: number;
  /** Removes the database and the roles. */
  close(): Promise<void>;
}

/** Makes the hardened shop in a database of its own. */
export async function openShop(server: TestServer): Promise<Shop> {
  const { name, settings, drop } = await freshDatabase(server, "shop");
  const roles = {
    owner: uniqueName("shop_owner"),
    application: uniqueName("shop_app"),
    readonly: uniqueName("shop_readonly"),
  };
  const version = await withSession(settings, async (session) => {
    const [row] = await session.query<{ version: string }>(
      "SELECT current_setting('server_version_num') AS version",
    );
    await session.query(hardenedShop(name, roles, Number(row?.version)));
    return Number(row?.version);
  });
  return {
    settings,
    database: name,
    roles,
    version,
    close: async () => {
      await drop();
      const names = Object.values(roles).map(quoteIdentifier).join(", ");
      await withSession(server.settings, (session) => session.query(`DROP ROLE IF EXISTS ${names}`));
    },
  };
}
