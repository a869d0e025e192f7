import * as z from "zod/mini";
import { ApiClient } from "./api-client.ts";
import { EXIT } from "./failure.ts";
import { showCell } from "./list-verb.ts";
import { readSettings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { API_ARGS, defineVerb, JSON_ARG, onlyOne, type Verb } from "./verb.ts";

/** Any object that the API answers. */
export const anyObject = z.record(z.string(), z.unknown());
type AnyObject = z.output<typeof anyObject>;

/** A command that prints one thing of the API. */
export type ShowDeclaration = {
  readonly words: string;
  readonly summary: string;
  /** What the id is of. */
  readonly named: string;
  readonly path: (id: string) => string;
};

/** Declares such a command: a line for each field, or JSON. */
export function showVerb({ words, summary, named, path }: ShowDeclaration): Verb {
  return defineVerb({
    words,
    summary,
    args: { id: { type: "positional", required: true, description: named }, ...API_ARGS, ...JSON_ARG },
    run: async (values, terminal) => {
      onlyOne(values);
      const client = new ApiClient(await readSettings(values, terminal), terminal);
      const shown = await client.call("GET", path(encodeURIComponent(values.id)), anyObject);
      printObject(shown, terminal, values.json === true);
      return EXIT.done;
    },
  });
}

/** Prints what the API answered: a line for each field, or JSON. */
export function printObject(shown: AnyObject, terminal: Terminal, asJson: boolean): void {
  if (asJson) terminal.print(JSON.stringify(shown));
  else for (const [name, value] of Object.entries(shown)) terminal.print(`${name}\t${showCell(value)}`);
}
