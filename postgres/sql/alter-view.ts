import type { ObjectName } from "../model/objects";
import { quoteObject } from "./target";

/** `ALTER VIEW … SET (security_invoker = …)`: PostgreSQL 15 and later. */
export function alterViewSecurityInvoker(view: ObjectName, securityInvoker: boolean): string {
  return `ALTER VIEW ${quoteObject(view)} SET (security_invoker = ${securityInvoker})`;
}
