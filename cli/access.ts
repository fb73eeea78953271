import { Command, InvalidArgumentError, Option } from "commander";
import { observe } from "../postgres/apply/observe";
import { readDatabaseModel } from "../postgres/catalog/read-model";
import { effectivePrivileges } from "../postgres/effective/effective";
import type { Asked } from "./access/asked";
import { renderHtml } from "./access/render-html";
import { renderJson } from "./access/render-json";
import { renderText } from "./access/render-text";
import { findObject, findRole } from "./access/select";
import { type AccessView, accessView, shownRoles } from "./access/view";
import { connectionOf, forLooking } from "./connection";
import { attempt } from "./failure";
import { EXIT, type Io } from "./io";
import { writeReport } from "./output-file";

interface AccessFlags {
  readonly url?: string;
  readonly role?: string;
  readonly object?: string;
  readonly format: "text" | "json" | "html";
  readonly all?: boolean;
  readonly width?: number;
  readonly output?: string;
}

/** Columns of a text that goes into a file or a pipe. */
const WIDTH_ELSEWHERE = 100;

/** No terminal is narrower than this for us. */
const LEAST_WIDTH = 60;

/** `palisade access`: who may do what, and how. */
export function accessCommand(io: Io): Command {
  return new Command("access")
    .description("show who may do what in a database, and by which way; changes nothing")
    .option(
      "--url <url>",
      "connection URL; without it PGHOST, PGUSER, PGSERVICE … and ~/.pgpass, as psql does",
    )
    .option("--role <role>", "only this role: everything that it can reach")
    .option(
      "--object <object>",
      "only this object: who can reach it. For example app.orders, app.users.email, schema app, 'function app.f(integer)', database",
    )
    .addOption(
      new Option("--format <format>", "form of the answer").choices(["text", "json", "html"]).default("text"),
    )
    .option("--all", "also the predefined roles (pg_…)")
    .option("--width <columns>", "columns of the text; otherwise the terminal's, or 100", columns)
    .option("--output <file>", "write the answer to a file instead of standard output")
    .action((flags: AccessFlags) => attempt(io, () => access(flags, io)));
}

function columns(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < LEAST_WIDTH)
    throw new InvalidArgumentError(`It must be a whole number, ${LEAST_WIDTH} or more.`);
  return value;
}

async function access(flags: AccessFlags, io: Io): Promise<void> {
  const settings = connectionOf(flags, io);
  const limited = forLooking(settings, "access");
  const { model, serverVersion } = await observe(limited, async (session, beside) => {
    const [row] = await session.query<{ version: string }>(
      "SELECT current_setting('server_version') AS version",
    );
    return {
      // With row security, with what an object's name may mean, and with the views that read a relation.
      model: await readDatabaseModel(session, { columns: true, beside }),
      serverVersion: (row?.version ?? "").split(" ")[0] ?? "",
    };
  });
  const role = flags.role === undefined ? undefined : findRole(model, flags.role);
  const object = flags.object === undefined ? undefined : findObject(model, flags.object);
  const asked: Asked = {
    host: settings.host,
    port: settings.port,
    serverVersion,
    ...(role === undefined ? {} : { role }),
    ...(object === undefined ? {} : { object }),
  };
  const objects =
    object === undefined
      ? [...model.objects.values()]
      : [object, ...effectivePrivileges(model).columnsOf(object)];
  const view = accessView(
    model,
    role === undefined ? shownRoles(model, flags.all === true) : [role],
    objects,
  );
  const text = render(view, asked, flags, io);
  if (flags.output === undefined) io.out(text);
  else writeReport(flags.output, text);
  io.finish(EXIT.fine);
}

function render(view: AccessView, asked: Asked, { format, width, output }: AccessFlags, io: Io): string {
  switch (format) {
    case "json":
      return renderJson(view, asked);
    case "html":
      return renderHtml(view, asked);
    case "text": {
      const terminal = output === undefined ? io.columns : undefined;
      return renderText(view, asked, width ?? Math.max(LEAST_WIDTH, terminal ?? WIDTH_ELSEWHERE));
    }
    default:
      return format satisfies never;
  }
}
