/** A block of code in a page of the documentation. */
export interface FencedBlock {
  /** `ts`, `sh` … */
  readonly language: string;
  readonly text: string;
  /** The file that the page says it is: a line with nothing but its path in backticks, before the block. */
  readonly file: string | undefined;
}

/** The blocks of code of a page, in their order. */
export function fencedBlocks(page: string): FencedBlock[] {
  return [...page.matchAll(/(?:^`([^`\n]+)`\n\n)?^```([a-z]*)\n([\s\S]*?)^```$/gm)].map(
    ([, file, language = "", text = ""]) => ({ language, text, file }),
  );
}
