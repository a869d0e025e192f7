import { parseArgs } from "node:util";
import { type ArgsDef, defineCommand, type ParsedArgs, renderUsage } from "citty";
import { EXIT, type ExitCode, Failure } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

/** A command as it is found by its words and run. */
export type Verb = {
  /** As they are typed after `tributary`, e.g. `bad-rows list`. */
  readonly words: string;
  /** What it does, in a line of the overview. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly usage: () => Promise<string>;
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<ExitCode>;
};

/** What a command is declared as. Its arguments are citty's, which writes the usage of them. */
export type VerbDeclaration<Args extends ArgsDef> = {
  readonly words: string;
  readonly summary: string;
  /** More of what it does, a sentence after the other. */
  readonly details?: string;
  readonly args: Args;
  readonly run: (values: ParsedArgs<Args>, terminal: Terminal) => Promise<ExitCode>;
};

const HELP = { help: { type: "boolean", description: "tells what the command does" } } as const;

/** Who is called and by whom: of every command that asks the API. */
export const API_ARGS = {
  url: { type: "string", valueHint: "URL", description: "where the API is (TRIBUTARY_URL)" },
  key: {
    type: "string",
    valueHint: "KEY",
    description: "the API key; better set as TRIBUTARY_KEY, since others may see a command line",
  },
} as const;

/** Of every command that prints rows or an answer. */
export const JSON_ARG = {
  json: { type: "boolean", description: "prints JSON: an answer whole, a list as an object a line" },
} as const;

/** Declares a command. A command line that it does not understand throws `Failure`: nothing is guessed or passed over. */
export function defineVerb<const Args extends ArgsDef>(declared: VerbDeclaration<Args>): Verb {
  const { words, summary, details, args, run } = declared;
  const description = details === undefined ? `${summary}.` : details;
  const command = defineCommand({
    meta: { name: `tributary ${words}`, description },
    args: { ...args, ...HELP },
  });
  return {
    words,
    summary,
    usage: () => renderUsage(command),
    run: (given, terminal) => run(readArgs(given, args), terminal),
  };
}

/**
 * Reads a command line by the declaration. citty's own reading lets unknown options pass and takes an option for the value
 * of the one before (docs/decisions/0038-reading-the-command-line.md), so this is Node's, which refuses both.
 */
function readArgs<Args extends ArgsDef>(given: readonly string[], declared: Args): ParsedArgs<Args> {
  const entries = Object.entries({ ...declared, ...HELP });
  const named = entries.filter(([, { type }]) => type === "positional").map(([name]) => name);
  const options = entries.filter(([, { type }]) => type !== "positional");
  const { values, positionals } = parseArgs({
    args: [...given],
    allowPositionals: named.length > 0,
    options: Object.fromEntries(
      options.map(([name, { type }]) => [name, { type: type === "boolean" ? "boolean" : "string" }] as const),
    ),
  });
  for (const [name, { type, options: known = [] }] of options as [
    string,
    { type?: string; options?: string[] },
  ][]) {
    const value = values[name];
    if (type === "enum" && value !== undefined && !known.includes(String(value))) {
      throw new Failure(EXIT.usage, `--${name} must be one of ${known.join(", ")}`);
    }
  }
  const all: Record<string, unknown> = { ...defaultsOf(entries), ...values, _: positionals };
  named.forEach((name, index) => {
    if (positionals[index] !== undefined) all[name] = positionals[index];
  });
  for (const [name, { type, required }] of entries as [string, { type?: string; required?: boolean }][]) {
    if (required !== true || all[name] !== undefined) continue;
    throw new Failure(
      EXIT.usage,
      type === "positional" ? `name ${name.toUpperCase()}` : `--${name} is missing`,
    );
  }
  return all as ParsedArgs<Args>;
}

function defaultsOf(entries: readonly (readonly [string, object])[]): Record<string, unknown> {
  return Object.fromEntries(
    entries.flatMap(([name, arg]) =>
      "default" in arg && arg.default !== undefined ? [[name, arg.default]] : [],
    ),
  );
}

/** Refuses more than one thing named. */
export function onlyOne({ _: named }: { readonly _: readonly string[] }): void {
  const [, another] = named;
  if (another !== undefined) throw new Failure(EXIT.usage, `name one thing, not ${another} as well`);
}
