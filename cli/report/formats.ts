import { type Report, RULES, type Rule, type Severity } from "../../policies";
import type { AccessView } from "../access/view";
import { renderHtml } from "./render-html";
import { renderJson } from "./render-json";
import { renderJunit } from "./render-junit";
import { renderMarkdown } from "./render-markdown";
import { renderSarif } from "./render-sarif";
import { renderText } from "./render-text";
import { ruleBook } from "./worst";

/** The forms that a report comes in. */
export const REPORT_FORMATS = ["text", "json", "sarif", "markdown", "junit", "html"] as const;

/** See {@link REPORT_FORMATS}. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What some of the forms show beside the report. */
export interface Beside {
  /** Findings below it fail nothing. */
  readonly bar: Severity | "none";
  /** Who may do what, for the page; left out where several databases were looked at. */
  readonly view?: AccessView;
  /** When it was judged, for the page: the other forms are the same for the same state. */
  readonly now?: Date;
  /** The rules by which the report was made. @default Palisade's */
  readonly rules?: readonly Rule[];
}

/** A report in the form that was asked for. Whatever stands in names is inert in all of them. */
export function renderReport(
  report: Report,
  format: ReportFormat,
  { bar, view, now, rules = RULES }: Beside,
): string {
  const book = ruleBook(rules);
  switch (format) {
    case "text":
      return renderText(report, book);
    case "json":
      return renderJson(report);
    case "sarif":
      return renderSarif(report, book);
    case "markdown":
      return renderMarkdown(report, book);
    case "junit":
      return renderJunit(report, bar, book);
    case "html":
      return renderHtml(report, book, {
        ...(view === undefined ? {} : { view }),
        ...(now === undefined ? {} : { now }),
      });
    default:
      return format satisfies never;
  }
}
