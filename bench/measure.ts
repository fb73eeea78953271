import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** Milliseconds between two looks at a running process's memory. */
const MEMORY_INTERVAL = 5;

/** The middle value; not a number where there is none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}

/** How a finished process ended. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Wall time of the whole process, start-up included. */
  readonly seconds: number;
  /** The most memory that it held, where the system tells (Linux), looked at every five milliseconds. */
  readonly megabytes?: number;
}

/** Runs a program and waits for its end. Throws where it ends with another code than those of `expect`, with what it said. */
export async function runProcess(
  command: string,
  args: readonly string[],
  options: {
    readonly env?: NodeJS.ProcessEnv;
    readonly cwd?: string;
    readonly input?: string;
    /** @default 0 alone */
    readonly expect?: readonly number[];
  } = {},
): Promise<Finished> {
  const started = performance.now();
  const child = spawn(command, [...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let megabytes: number | undefined;
  const watch = setInterval(() => {
    megabytes = peakMemory(child.pid) ?? megabytes;
  }, MEMORY_INTERVAL);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input ?? "");
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  }).finally(() => clearInterval(watch));
  const result = {
    code,
    stdout: Buffer.concat(stdout).toString(),
    stderr: Buffer.concat(stderr).toString(),
    seconds: (performance.now() - started) / 1000,
    ...(megabytes === undefined ? {} : { megabytes }),
  };
  if (!(options.expect ?? [0]).includes(code ?? -1))
    throw new Error(
      `${command} ${args.join(" ")} ended with ${code}:\n${ending(result.stderr)}${ending(result.stdout)}`,
    );
  return result;
}

/** Linux keeps the largest resident set of a living process (VmHWM, proc(5)), and forgets it when the process ends. */
function peakMemory(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

function ending(text: string): string {
  return text.length > 4000 ? `…${text.slice(-4000)}` : text;
}

/** One measurement. */
export interface Sample {
  readonly seconds: number;
  readonly megabytes?: number;
}

/** All measurements of a run, by name, in the order in which the names first came. */
export class Samples {
  readonly #byName = new Map<string, Sample[]>();

  note(name: string, sample: Sample): void {
    this.#byName.set(name, [...(this.#byName.get(name) ?? []), sample]);
  }

  names(): string[] {
    return [...this.#byName.keys()];
  }

  times(name: string): number[] {
    return (this.#byName.get(name) ?? []).map(({ seconds }) => seconds);
  }

  /** The median time; not a number where it was not measured. */
  seconds(name: string): number {
    return median(this.times(name));
  }

  /** The largest of all rounds: a limit of memory is for the worst. Undefined where it was not measured. */
  megabytes(name: string): number | undefined {
    const values = (this.#byName.get(name) ?? []).flatMap(({ megabytes }) => megabytes ?? []);
    return values.length === 0 ? undefined : Math.max(...values);
  }
}

/** One line of a result table. */
export interface Row {
  readonly what: string;
  readonly values: Readonly<Record<string, string>>;
}

/** A table for the terminal and for docs/performance.md. */
export function table(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row.values)))];
  const lines = [
    ["", ...columns],
    ["---", ...columns.map(() => "---")],
    ...rows.map((row) => [row.what, ...columns.map((column) => row.values[column] ?? "")]),
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** `0.123 s`. */
export function seconds(value: number): string {
  return `${value.toFixed(3)} s`;
}

/** `0.101–0.130`. */
export function spread(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(3)}–${Math.max(...values).toFixed(3)}`;
}

/** `1.23 ×`. */
export function ratio(value: number): string {
  return `${value.toFixed(2)} ×`;
}

/** `45 MB`, or nothing. */
export function memory(megabytes: number | undefined): string {
  return megabytes === undefined ? "" : `${megabytes.toFixed(0)} MB`;
}
