import { displayIdentifier } from "../../postgres/sql/quote";
import { VERSION } from "../version";
import type { Answer } from "./answers/answer";
import { objectAnswer } from "./answers/object";
import { roleAnswer } from "./answers/role";
import type { Asked } from "./asked";
import { table, wrapped } from "./layout";
import { matrixLines } from "./matrix-text";
import type { AccessView } from "./view";

/** The answer for a person, in lines of at most `width` columns. */
export function renderText(view: AccessView, asked: Asked, width: number): string {
  const where = `database ${displayIdentifier(view.model.database)} on ${asked.host}:${asked.port}`;
  const head = `palisade ${VERSION}: effective privileges in ${where}, PostgreSQL ${asked.serverVersion}`;
  const blocks = [wrapped(head, width), ...body(view, asked, width)];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function body(view: AccessView, asked: Asked, width: number): string[][] {
  const answer = answerTo(view, asked);
  return answer === undefined ? matrixLines(view, width) : answerLines(answer, width);
}

/** What was asked about one role or object; `undefined` where everything was asked. */
export function answerTo(view: AccessView, asked: Asked): Answer | undefined {
  if (asked.object !== undefined) return objectAnswer(view, asked.object);
  const [role] = view.roles;
  return asked.role === undefined || role === undefined ? undefined : roleAnswer(view, role);
}

function answerLines({ head, facts, sections, remarks }: Answer, width: number): string[][] {
  return [
    [...head.flatMap((line) => wrapped(line, width)), ...table(facts, width, "  ")],
    ...sections.map(({ title, rows }) => [title, ...table(rows, width, "  ")]),
    ...remarks.map((remark) => wrapped(remark, width)),
  ];
}
