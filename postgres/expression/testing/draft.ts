import assert from "node:assert/strict";
import type { DeclaredPolicy, ExpressionParser } from "../types";

/** A policy as a test writes it: all that is left out is `own`, permissive, FOR ALL, to nobody. */
export interface Draft extends Partial<Omit<DeclaredPolicy, "using" | "withCheck">> {
  readonly using?: string;
  readonly withCheck?: string;
}

/** Parses a draft. Throws for what is refused. */
export function draftPolicy(parse: ExpressionParser, { using, withCheck, ...rest }: Draft): DeclaredPolicy {
  const expression = (text: string) => {
    const outcome = parse(text);
    assert.ok("expression" in outcome, `${text}: ${JSON.stringify(outcome)}`);
    return outcome.expression;
  };
  return {
    name: "own",
    command: "ALL",
    permissive: true,
    roles: [],
    ...rest,
    ...(using === undefined ? {} : { using: expression(using) }),
    ...(withCheck === undefined ? {} : { withCheck: expression(withCheck) }),
  };
}
