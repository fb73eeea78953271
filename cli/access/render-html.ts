import { inert } from "../../postgres/inert";
import { granteeText } from "../../postgres/model/keys";
import { privilegeLetters, privilegeNames, privilegeSet } from "../../postgres/model/privileges";
import { displayIdentifier } from "../../postgres/sql/quote";
import { escaped } from "../page/escape";
import { framed } from "../page/frame";
import { STYLE } from "../page/style";
import { VERSION } from "../version";
import { adminsOf, adminText, creatorsRemark } from "./answers/admins";
import type { Answer, Section } from "./answers/answer";
import { roleAnswer, roleFacts } from "./answers/role";
import type { Asked } from "./asked";
import { schemaOf } from "./fold";
import { matrixHtml } from "./page/matrix";
import { SCRIPT } from "./page/script";
import { answerTo } from "./render-text";
import { type AccessView, narrowed } from "./view";
import { roleText } from "./words";

/**
 * The answer as one page that needs nothing else: style, script and data are in it, and its own policy forbids every
 * request. Names go in as text only.
 */
export function renderHtml(view: AccessView, asked: Asked): string {
  const { database } = view.model;
  const title = `Effective privileges in ${displayIdentifier(database)}`;
  const matrix = matrixSection(view);
  const answer = answerTo(view, asked);
  const said = remarksOn(view);
  const body = `<header>
<h1>${escaped(title)}</h1>
<p class="soft">${escaped(`${asked.host}:${asked.port}, PostgreSQL ${asked.serverVersion}, palisade ${VERSION}`)}</p>
${said.map((text) => `<p>${escaped(text)}</p>`).join("\n")}
</header>
<main>
${answer === undefined ? "" : answerHtml(answer, said)}
${matrix.html}
</main>`;
  return framed({ title, style: STYLE, body, data: matrix.data, scripts: [SCRIPT] });
}

/** The matrix of roles and objects with its filters, its legend and the roles, and what {@link SCRIPT} wants to know of it. */
export function matrixSection(view: AccessView): { readonly html: string; readonly data: unknown } {
  const matrix = matrixHtml(view);
  return {
    html: `<h2>Roles × objects</h2>
${filters(view)}
<p class="soft screen"><span id="count" role="status" aria-live="polite"></span> A cell tells its ways when it is clicked; arrow keys move, Enter opens, / goes to the text filter.</p>
<div class="scroll" role="region" aria-label="Roles and objects">
${matrix.html}
<p class="empty" id="empty" hidden>Nothing fits these filters.</p>
</div>
${legend(view)}
${rolesHtml(view)}
<dialog id="why" aria-labelledby="who"><h2 class="code" id="who"></h2><p class="code" id="what"></p><dl id="ways"></dl><button type="button" id="close" autofocus>Close</button></dialog>`,
    data: { cells: inertStories(matrix.stories) },
  };
}

/** What each role can reach, a fold each; superusers reach everything, which is said above. */
export function reachSection(view: AccessView): string {
  const folds = view.roles.flatMap((role) => {
    if (role.role?.superuser === true) return [];
    const { head, facts, sections, remarks } = roleAnswer(narrowed(view, role), role);
    const said = remarksOn(view);
    const lines = [
      ...facts.map(([fact, text]) => `${fact}: ${text}`),
      ...remarks.filter((one) => !said.includes(one)),
    ];
    return [
      `<details class="reach"><summary class="code">${escaped(head.join(": "))}</summary>
${lines.map((line) => `<p>${escaped(line)}</p>`).join("\n")}
${sections.map((section) => sectionHtml(section)).join("\n")}</details>`,
    ];
  });
  return folds.length === 0
    ? ""
    : `<section class="answer" id="reach"><h2>Reach of each role</h2>
<p class="soft">What a role may do, by itself, by its memberships or as PUBLIC may, and what more it can have by SET ROLE.</p>
${folds.join("\n")}</section>`;
}

function inertStories(stories: readonly (readonly (readonly [string, readonly string[]])[])[]) {
  return stories.map((story) => story.map(([title, lines]) => [title, lines.map(inert)]));
}

function remarksOn(view: AccessView): string[] {
  const superusers = view.roles.filter(({ role }) => role?.superuser === true);
  return [
    ...(superusers.length === 0
      ? []
      : [`Superusers, who may do everything: ${superusers.map(({ name }) => granteeText(name)).join(", ")}`]),
    ...adminsOf(view).map(
      (admin) => `By the ADMIN option ${granteeText(admin.role.name)} ${adminText(admin)}`,
    ),
    ...creatorsRemark(view),
  ];
}

function answerHtml({ head, facts, sections, remarks }: Answer, said: readonly string[]): string {
  const [name = "", ...rest] = head;
  const unsaid = remarks.filter((remark) => !said.includes(remark));
  return `<section class="answer"><h2 class="code">${escaped(name)}</h2>
${[...rest, ...facts.map(([fact, text]) => `${fact}: ${text}`), ...unsaid].map((line) => `<p>${escaped(line)}</p>`).join("\n")}
${sections.map((section) => sectionHtml(section)).join("\n")}
</section>`;
}

function sectionHtml({ title, columns, rows }: Section, heading: "h2" | "h3" = "h3"): string {
  const heads = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join("");
  const lines = rows.map(
    (row) =>
      `<tr>${row.map((text, at) => `<td data-column="${escaped(columns[at] ?? "")}">${escaped(text)}</td>`).join("")}</tr>`,
  );
  return `<${heading}>${escaped(title)}</${heading}><table><thead><tr>${heads}</tr></thead><tbody>${lines.join("")}</tbody></table>`;
}

/** The form is shown by the script, which alone makes it work. */
function filters(view: AccessView): string {
  const roles = view.roles.filter(({ role }) => role?.superuser !== true || view.roles.length === 1);
  const kinds = [...new Set(view.rows.map(({ kind }) => kind))];
  const schemas = [...new Set(view.rows.flatMap((row) => schemaOf(row) ?? []))].sort();
  const all = view.rows.reduce((set, { cells }) => cells.reduce((sum, cell) => sum | cell.all, set), 0);
  const option = (value: string, text: string) =>
    `<option value="${escaped(value)}">${escaped(text)}</option>`;
  const select = (id: string, label: string, any: string, options: readonly string[]) =>
    `<label>${label}<select id="${id}"><option value="">${any}</option>${options.join("")}</select></label>`;
  return `<form class="filters" id="filters" role="search" hidden>
<label class="wide">Text<input id="text" type="search" autocomplete="off" placeholder="part of a name"></label>
${select(
  "role",
  "Role",
  "all roles",
  roles.map(({ name }, at) => option(String(at), granteeText(name))),
)}
${select(
  "kind",
  "Kind",
  "all kinds",
  kinds.map((kind) => option(kind, kind)),
)}
${select(
  "schema",
  "Schema",
  "all schemas",
  schemas.map((schema) => option(schema, displayIdentifier(schema))),
)}
${select(
  "privilege",
  "Privilege",
  "any privilege",
  privilegeNames(all).map((name) => option(String(privilegeSet([name])), name)),
)}
<button type="reset">Show all</button>
</form>`;
}

function legend(view: AccessView): string {
  const all = view.rows.reduce((set, { cells }) => cells.reduce((sum, cell) => sum | cell.all, set), 0);
  const letters = privilegeNames(all).map(
    (name) => `<span><span class="code">${privilegeLetters(privilegeSet([name]))}</span> ${name}</span>`,
  );
  const swatches = [
    ["read", "reads or uses"],
    ["write", "changes"],
    ["own", "owner: all, and may alter and drop it"],
    ["blocked", "(…) not usable: USAGE on the schema or CONNECT is missing"],
  ].map(([name, text]) => `<span><span class="swatch ${name}"></span>${text}</span>`);
  const marks = ["* may pass it on", "+ more after SET ROLE", "· nothing"].map(
    (text) => `<span>${text}</span>`,
  );
  return `<div class="legend">${[...swatches, ...letters, ...marks].join("")}</div>`;
}

function rolesHtml({ roles }: AccessView): string {
  const rows = roles.flatMap((one): string[][] => {
    if (one.role === undefined) return [];
    const facts = roleFacts(one).map(([fact, text]) => `${fact} ${text}`);
    return [[granteeText(one.name), roleText(one.role), facts.join("; ")]];
  });
  if (rows.length === 0) return "";
  const section = { title: "Roles", columns: ["Role", "Attributes", "Memberships"], rows };
  return `<section class="answer">${sectionHtml(section, "h2")}</section>`;
}
