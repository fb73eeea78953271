/** Pack → entry point and bundle, both counted from the project's folder. */
export const PACKS: Readonly<
  Record<"baseline" | "strict", { readonly entry: string; readonly outfile: string }>
>;

/** Bundles one pack and returns the file. */
export function bundlePack(name: keyof typeof PACKS): Promise<string>;
