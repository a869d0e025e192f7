import { parseArgs } from "node:util";

/** How much is measured, by the names of options: as it is without one, and with `--short`, which is what CI runs. */
type Sizes = Readonly<Record<string, { readonly full: number; readonly short: number }>>;

/** Reads the numbers that a bench was given, or takes its own. With `--help` the process ends with its usage. */
export function readSizes<Given extends Sizes>(
  usage: string,
  sizes: Given,
): { readonly [Name in keyof Given]: number } & { readonly isShort: boolean } {
  const flag = { type: "boolean", default: false } as const;
  const numbers = Object.keys(sizes).map((name) => [name, { type: "string" }] as const);
  const { values } = parseArgs({ options: { ...Object.fromEntries(numbers), short: flag, help: flag } });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const isShort = values.short === true;
  const given = values as Readonly<Record<string, string | boolean | undefined>>;
  const read = Object.entries(sizes).map(([name, { full, short }]) => [
    name,
    Number(given[name] ?? (isShort ? short : full)),
  ]);
  return { ...Object.fromEntries(read), isShort };
}
