import { readFile } from "node:fs/promises";
import { neonConfig } from "@neondatabase/serverless";
import { WebSocket } from "ws";
import { withDatabase } from "../db/client.ts";
import { importRates } from "../services/fx/import-rates.ts";
import { readEcb } from "../services/fx/read-ecb.ts";
import { EXIT, type ExitCode, Failure, hasCode } from "./failure.ts";
import { reasonOf } from "./retry.ts";
import type { Terminal } from "./terminal.ts";
import { defineVerb, JSON_ARG, onlyOne } from "./verb.ts";

/** `fx import`. */
export const fxImport = defineVerb({
  words: "fx import",
  summary: "imports rates of currencies",
  details:
    "Imports reference rates of the European Central Bank from a file: eurofxref-daily.xml, eurofxref-hist-90d.xml or eurofxref-hist.xml. Rates are the same for all workspaces, so this asks the database and not the API: set DATABASE_URL to the connection string of the app role, and for a stack on this machine DATABASE_PROXY to its relay, both as `npm run dev` prints them. A rate that is there already stays as it is; one that differs is told, and the command then ends with 1.",
  args: { file: { type: "positional", required: true, description: "an XML file of the ECB" }, ...JSON_ARG },
  run: async (values, terminal) => {
    onlyOne(values);
    return importFile(values.file, terminal, values.json === true);
  },
});

async function importFile(path: string, terminal: Terminal, asJson: boolean): Promise<ExitCode> {
  const { DATABASE_URL, DATABASE_PROXY } = terminal.env;
  if (!DATABASE_URL) throw new Failure(EXIT.usage, "which database? Set DATABASE_URL");
  const read = readEcb(await textOf(path));
  if (!read.ok) throw new Failure(EXIT.failed, `${path} ${read.error}`);
  neonConfig.webSocketConstructor = WebSocket;
  const env = DATABASE_PROXY ? { DATABASE_URL, DATABASE_PROXY } : { DATABASE_URL };
  const { added, exist, differs } = await withDatabase(env, (db) => importRates(db, read.value)).catch(
    refuse,
  );
  const code = differs.length > 0 ? EXIT.failed : EXIT.done;
  if (asJson) {
    terminal.print(JSON.stringify({ added, exist, differs }));
    return code;
  }
  for (const { day, currency, rate } of differs) {
    terminal.warn(`${day} ${currency} is not ${rate}; what is there stays`);
  }
  terminal.print(`${added} rates added, ${exist} were there, ${differs.length} differ`);
  return code;
}

/** A database that does not let this one in is a matter of what was set, and told in a line. */
function refuse(error: unknown): never {
  const advice =
    "Set DATABASE_URL and DATABASE_PROXY as `npm run dev` prints them, if it is a stack on this machine";
  throw new Failure(EXIT.failed, `the database does not let this command in (${reasonOf(error)}). ${advice}`);
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) throw new Failure(EXIT.usage, `there is no file ${path}`);
    throw error;
  }
}
