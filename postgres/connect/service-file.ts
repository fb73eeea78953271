import { isKeyword, judgeParameter, type Layer } from "./keywords";
import type { ConnectionProblem } from "./problems";
import { readText } from "./text-file";

/** What a service says about a connection. */
export interface Service {
  readonly layer: Layer;
  readonly warnings: readonly string[];
  readonly problems: readonly ConnectionProblem[];
}

/**
 * Looks a service up by libpq's rules: the first file that has a section of that name counts; within the section the
 * first line of a parameter counts; `#` begins a comment line; no spaces around `=`.
 *
 * @param where where the service was named, for a message.
 * @param paths the files to look into, in this order; missing ones are passed over.
 */
export function lookUpService(name: string, where: string, paths: readonly string[]): Service {
  for (const path of paths) {
    const file = readText(path);
    if (file.kind === "unreadable") {
      return failed({
        where: path,
        problem: `cannot be read (${file.code})`,
        cure: "give this user read access",
      });
    }
    const section = file.kind === "text" ? readSection(name, path, file.text) : undefined;
    if (section !== undefined) return section;
  }
  return failed({
    where,
    problem: `there is no service ${JSON.stringify(name)} in ${paths.join(" or ")}`,
    cure: "correct the name, or add a section for it",
  });
}

function readSection(name: string, path: string, text: string): Service | undefined {
  const layer: Layer = {};
  const warnings: string[] = [];
  const problems: ConnectionProblem[] = [];
  let inside = false;
  let found = false;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    if (line.startsWith("[")) {
      // libpq reads the first section of a name only.
      if (inside) break;
      inside = line === `[${name}]`;
      found ||= inside;
    } else if (inside) {
      readLine(line, `${path}, line ${index + 1}`, layer, warnings, problems);
    }
  }
  return found ? { layer, warnings, problems } : undefined;
}

function readLine(
  line: string,
  where: string,
  layer: Layer,
  warnings: string[],
  problems: ConnectionProblem[],
): void {
  const equals = line.indexOf("=");
  const parameter = line.slice(0, Math.max(equals, 0));
  const value = line.slice(equals + 1);
  if (equals < 1 || !/^[a-z_]+$/.test(parameter)) {
    problems.push({
      where,
      problem: "is not of the form parameter=value",
      cure: "write a parameter's name, = and its value, without spaces around =",
    });
  } else if (parameter === "service" || parameter === "servicefile") {
    problems.push({ where, problem: "a service cannot lead to another", cure: "write its parameters here" });
  } else if (isKeyword(parameter)) {
    if (value !== "") layer[parameter] ??= { value, where };
  } else if (judgeParameter(parameter, value) === "unknown") {
    problems.push({
      where,
      problem: `${JSON.stringify(parameter)} is no connection parameter`,
      cure: "leave it out, or correct its name",
    });
  } else if (judgeParameter(parameter, value) === "without effect") {
    warnings.push(`${where}: ${parameter} has no effect here`);
  }
}

function failed(problem: ConnectionProblem): Service {
  return { layer: {}, warnings: [], problems: [problem] };
}
