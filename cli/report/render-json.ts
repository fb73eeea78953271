import type { Report } from "../../policies";
import { inertJson } from "../../postgres/inert";

/** The report as JSON, with what a terminal might obey escaped. */
export function renderJson(report: Report): string {
  return `${inertJson(JSON.stringify(report, null, 2))}\n`;
}
