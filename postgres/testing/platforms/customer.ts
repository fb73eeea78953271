import { type Session, withSession } from "../../connect/session";
import type { ConnectionSettings } from "../../connect/settings";
import { quoteIdentifier } from "../../sql/quote";
import { createShopObjects } from "../shop";
import type { RecreatedServer } from "./recreated";

/** The customer's roles and database. Names are the same everywhere: there is one customer a server. */
export const CUSTOMER = {
  database: "shop",
  owner: "shop_owner",
  app: "shop_app",
  readonly: "shop_readonly",
  stranger: "shop_stranger",
} as const;

/** A connection of the platform's admin to the customer's database. */
export function asAdmin({ admin }: RecreatedServer): ConnectionSettings {
  return { ...admin, database: CUSTOMER.database };
}

/** A connection of the platform's superuser to the customer's database: for what a test does behind the admin's back. */
export function asSuperuser({ superuser }: RecreatedServer): ConnectionSettings {
  return { ...superuser, database: CUSTOMER.database };
}

/**
 * Does as the platform's admin what a customer does: makes roles, joins the owner, makes the owner's database, and fills
 * it with one object of every kind.
 */
export async function createCustomer(server: RecreatedServer): Promise<void> {
  const { database, owner, app, readonly, stranger } = CUSTOMER;
  await withSession(server.admin, async (session) => {
    for (const role of [owner, stranger]) await session.query(`CREATE ROLE ${role}`);
    for (const role of [app, readonly]) await session.query(`CREATE ROLE ${role} LOGIN`);
    await joinOwner(session, server);
    await session.query(`CREATE DATABASE ${database} OWNER ${owner}`);
  });
  await withSession(asAdmin(server), async (session) => {
    await createShopObjects(session, owner);
    await session.query(`SET ROLE ${owner}`);
    await session.query("SELECT lo_create(4711)");
    await session.query("RESET ROLE");
  });
}

/** The one statement without which the admin cannot act for the owner. */
export async function joinOwner(session: Session, { platform }: RecreatedServer): Promise<void> {
  await session.query(`GRANT ${CUSTOMER.owner} TO ${quoteIdentifier(platform.admin)}`);
}

/** Takes the membership back: what is left is what CREATE ROLE gave. */
export async function leaveOwner({ admin, platform }: RecreatedServer): Promise<void> {
  await withSession(admin, (session) =>
    session.query(`REVOKE ${CUSTOMER.owner} FROM ${quoteIdentifier(platform.admin)}`),
  );
}
