import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";
import { construct, type Made, providers } from "../../components/testing/mocks";
import * as palisade from "../../index";

type Class = new (name: string, args: unknown, opts: pulumi.ResourceOptions) => pulumi.Resource;

/** What a program in TypeScript makes of Palisade's classes, as the engine would be told of it. Under mocks. */
export async function runProgram(program: string): Promise<readonly Made[]> {
  const asked: { readonly of: Class; readonly name: string; readonly args: unknown }[] = [];
  const recorded = Object.fromEntries(
    Object.entries(palisade).map(([name, of]) => [
      name,
      typeof of === "function" && of.prototype instanceof pulumi.Resource
        ? class {
            constructor(own: string, args: unknown) {
              asked.push({ of: of as unknown as Class, name: own, args });
            }
          }
        : of,
    ]),
  );
  const { outputText } = ts.transpileModule(program, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const libraries: Readonly<Record<string, unknown>> = {
    "pulumi-palisade": recorded,
    "@pulumi/pulumi": pulumi,
  };
  new Function("require", "exports", outputText)((module: string) => {
    if (libraries[module] === undefined) throw new RangeError(`the program imports ${module}`);
    return libraries[module];
  }, {});
  const made: Made[] = [];
  for (const { of, name, args } of asked) {
    const [postgres, own] = providers();
    const given =
      of.prototype instanceof pulumi.ComponentResource ? { providers: [postgres, own] } : { provider: own };
    const one = await construct(
      (opts) =>
        new of(name, args, { ...opts, ...given } as pulumi.ResourceOptions) as pulumi.ComponentResource,
    );
    made.push(...one.made);
  }
  return made;
}
