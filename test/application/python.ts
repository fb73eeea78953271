import { accessSync, constants } from "node:fs";
import { join, resolve } from "node:path";
import { programApplication } from "./child";
import type { Application } from "./interleave";

const ROOT = resolve(__dirname, "..", "..");

/** Where the libraries for Python are: a virtual environment of this project. */
const ENVIRONMENT = join(".palisade", "python");

/** The Python that has the libraries. Throws a sentence that says how to make it. */
export function findPython(root: string = ROOT): string {
  const program = join(root, ENVIRONMENT, "bin", "python");
  try {
    accessSync(program, constants.X_OK);
    return program;
  } catch {
    throw new Error(
      `no Python with the libraries of the tests was found: run "python3 -m venv ${ENVIRONMENT} && ${ENVIRONMENT}/bin/pip install -r test/application/python/requirements.txt -r test/languages/requirements.txt -r test/client-programs/requirements.txt" ("apt-get install python3-venv" before it on Debian and Ubuntu)`,
    );
  }
}

/** The libraries whose snippets are executed by a Python program; each opens an application by way of a URL. */
export const PYTHON_LIBRARIES: Readonly<Record<string, (url: string) => Application>> = {
  SQLAlchemy: (url) => python("sqlalchemy", url),
  Django: (url) => python("django", url),
};

function python(library: string, url: string): Application {
  const program = join(ROOT, "test", "application", "python", "errands.py");
  return programApplication({ command: findPython(), parameters: [program], library }, url);
}
