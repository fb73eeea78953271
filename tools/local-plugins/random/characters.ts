import { randomInt } from "node:crypto";
import type { InputFailure, Properties, Value } from "../../../provider/plugin/protocol";
import { type InputDefinition, numberOf, textOf } from "../stand-in";

/** The kinds of characters that a random text is drawn from. */
const KINDS = [
  { wanted: "lower", least: "minLower", letters: "abcdefghijklmnopqrstuvwxyz" },
  { wanted: "upper", least: "minUpper", letters: "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
  { wanted: "numeric", least: "minNumeric", letters: "0123456789" },
  { wanted: "special", least: "minSpecial", letters: "!@#$%&*()-_=+[]{}<>:?" },
] as const;

const atLeast = (least: number) => (value: Value) =>
  typeof value === "number" && Number.isInteger(value) && value >= least
    ? undefined
    : `${JSON.stringify(value)} is not a whole number of at least ${least}`;

/** The inputs that RandomPassword and RandomString share. Every change makes a new value. */
export const CHARACTER_INPUTS: Readonly<Record<string, InputDefinition>> = {
  keepers: { replace: true },
  length: { required: true, replace: true, problem: atLeast(1) },
  lower: { replace: true, computed: true },
  upper: { replace: true, computed: true },
  numeric: { replace: true, computed: true },
  /** The old name of `numeric`. */
  number: { replace: true, computed: true },
  special: { replace: true, computed: true },
  minLower: { replace: true, computed: true, problem: atLeast(0) },
  minUpper: { replace: true, computed: true, problem: atLeast(0) },
  minNumeric: { replace: true, computed: true, problem: atLeast(0) },
  minSpecial: { replace: true, computed: true, problem: atLeast(0) },
  overrideSpecial: { replace: true },
};

/** The inputs with every default: all kinds of characters, no least number of any. */
export function completeCharacterInputs(inputs: Properties): Properties {
  const numeric = inputs["numeric"] ?? inputs["number"] ?? true;
  return {
    ...inputs,
    lower: inputs["lower"] ?? true,
    upper: inputs["upper"] ?? true,
    special: inputs["special"] ?? true,
    numeric,
    number: numeric,
    minLower: inputs["minLower"] ?? 0,
    minUpper: inputs["minUpper"] ?? 0,
    minNumeric: inputs["minNumeric"] ?? 0,
    minSpecial: inputs["minSpecial"] ?? 0,
  };
}

/** What the official provider refuses about the inputs taken together. */
export function characterFailures(inputs: Properties): InputFailure[] {
  const { numeric, number, length } = inputs;
  if (typeof numeric === "boolean" && typeof number === "boolean" && numeric !== number) {
    return [{ path: "number", reason: "is the old name of numeric and says something else: leave it out" }];
  }
  const complete = completeCharacterInputs(inputs);
  if (KINDS.every((kind) => complete[kind.wanted] === false)) {
    return [{ path: "", reason: "one of lower, upper, numeric and special must be true" }];
  }
  const least = KINDS.reduce((sum, kind) => sum + (numberOf(complete, kind.least) ?? 0), 0);
  if (typeof length === "number" && length < least) {
    return [
      { path: "length", reason: `is ${length}, but the least numbers of each kind add up to ${least}` },
    ];
  }
  return [];
}

/** Draws a text from the system's random source; every character of a kind is as likely as any other. */
export function drawText(inputs: Properties): string {
  const complete = completeCharacterInputs(inputs);
  const special = textOf(complete, "overrideSpecial") ?? "";
  let all = "";
  const drawn: string[] = [];
  const draw = (letters: string, count: number) => {
    const characters = [...letters];
    for (let index = 0; index < count; index += 1) drawn.push(characters[randomInt(characters.length)] ?? "");
  };
  for (const kind of KINDS) {
    const letters = kind.wanted === "special" && special !== "" ? special : kind.letters;
    if (complete[kind.wanted] === true) all += letters;
    draw(letters, numberOf(complete, kind.least) ?? 0);
  }
  draw(all, (numberOf(complete, "length") ?? 0) - drawn.length);
  // Fisher–Yates: without it the least numbers of each kind would always stand first.
  for (let index = drawn.length - 1; index > 0; index -= 1) {
    const other = randomInt(index + 1);
    const held = drawn[index] ?? "";
    drawn[index] = drawn[other] ?? "";
    drawn[other] = held;
  }
  return drawn.join("");
}
