import type { SecuredObject } from "../../postgres/model/objects";

/** What was asked, of which server. */
export interface Asked {
  readonly host: string;
  readonly port: number;
  /** As the server says it, for example `18.4`. */
  readonly serverVersion: string;
  readonly role?: string;
  readonly object?: SecuredObject;
}
