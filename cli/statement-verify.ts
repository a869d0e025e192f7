import { parseArgs } from "node:util";
import { checkStatement, type StatementFile } from "../core/ledger/statement-file.ts";
import { sha256Bytes } from "../platform/sha256.ts";
import { EXIT, type ExitCode, Failure } from "./failure.ts";
import { printCheck, readGiven } from "./given-file.ts";
import { reasonOf } from "./retry.ts";
import { COMMON_OPTIONS } from "./settings.ts";
import type { Terminal } from "./terminal.ts";

export const STATEMENT_VERIFY_HELP = `tributary statement verify FILE

Checks a statement of an affiliate without asking anyone: that each entry is in the root of its day, and that the
balances are what the entries make them. Prints the hash of each root, to be compared with what was published.
Needs neither an address nor a key.`;

/** Runs `statement verify`. */
export async function verifyStatement(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { positionals } = parseArgs({ args: [...args], options: COMMON_OPTIONS, allowPositionals: true });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new Failure(EXIT.usage, "name one FILE");
  return printCheck(checkFile((await readGiven(path, "statement")) as StatementFile, path), terminal);
}

/** What is not of the form of a statement cannot be checked, which is no better than a wrong one. */
function checkFile(file: StatementFile, path: string) {
  try {
    if (file.format !== "tributary.statement.v1") throw new Error("another format");
    return checkStatement(file, sha256Bytes);
  } catch (error) {
    throw new Failure(EXIT.broken, `${path} is no statement (${reasonOf(error)})`);
  }
}
