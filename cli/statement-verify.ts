import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { checkStatement, type StatementFile } from "../core/ledger/statement-file.ts";
import { cleanLine } from "../core/shared/text.ts";
import { sha256Bytes } from "../platform/sha256.ts";
import { EXIT, type ExitCode, Failure } from "./failure.ts";
import { reasonOf } from "./retry.ts";
import { COMMON_OPTIONS } from "./settings.ts";
import type { Terminal } from "./terminal.ts";

export const STATEMENT_VERIFY_HELP = `tributary statement verify FILE

Checks a statement of an affiliate without asking anyone: that each entry is in the root of its day, and that the
balances are what the entries make them. Prints the hash of each root, to be compared with what was published.
Needs neither an address nor a key.`;

/** Longest text of a file that is printed. */
const LINE_CHARS_MAX = 500;

/** Runs `statement verify`. */
export async function verifyStatement(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { positionals } = parseArgs({ args: [...args], options: COMMON_OPTIONS, allowPositionals: true });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new Failure(EXIT.usage, "name one FILE");
  const file = await readStatement(path);
  const check = checkFile(file, path);
  for (const { day, sha256 } of check.roots) terminal.print(`root\t${clean(day)}\t${sha256}`);
  for (const problem of check.problems) terminal.print(`wrong\t${clean(problem)}`);
  const counts = `${check.proven} entries proven, ${check.unproven} not published yet`;
  terminal.print(
    check.problems.length === 0
      ? `intact: ${counts}`
      : `broken: ${check.problems.length} problems; ${counts}`,
  );
  return check.problems.length === 0 ? EXIT.done : EXIT.broken;
}

/** A file that is not trusted may hold what would write over the lines of this command. */
const clean = (text: string): string => cleanLine(text, LINE_CHARS_MAX);

async function readStatement(path: string): Promise<StatementFile> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new Failure(EXIT.failed, `${path} cannot be read (${reasonOf(error)})`);
  }
  try {
    return JSON.parse(text) as StatementFile;
  } catch {
    throw new Failure(EXIT.broken, `${path} is no statement`);
  }
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
