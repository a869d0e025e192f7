import { readFile } from "node:fs/promises";
import { stripVTControlCharacters } from "node:util";
import { Refusal } from "./api-client.ts";
import { auditVerify } from "./audit-verify.ts";
import { badRowsList, badRowsReplay } from "./bad-rows.ts";
import { clicksExport } from "./clicks-export.ts";
import { doctor } from "./doctor.ts";
import { EVENT_VERBS } from "./events.ts";
import { evidenceVerify } from "./evidence-verify.ts";
import { explain } from "./explain.ts";
import { EXIT, type ExitCode, Failure } from "./failure.ts";
import { fxImport } from "./fx-import.ts";
import { init } from "./init.ts";
import { ledgerVerify } from "./ledger-verify.ts";
import { LISTS } from "./lists.ts";
import { login } from "./login.ts";
import { reasonOf } from "./retry.ts";
import { SHOWS } from "./shows.ts";
import { statementVerify } from "./statement-verify.ts";
import type { Terminal } from "./terminal.ts";
import type { Verb } from "./verb.ts";
import { WRITES } from "./write-verbs.ts";

const VERBS: readonly Verb[] = [
  init,
  login,
  doctor,
  ...LISTS,
  ...SHOWS,
  ...WRITES,
  ...EVENT_VERBS,
  explain,
  clicksExport,
  badRowsList,
  badRowsReplay("bad-rows replay"),
  badRowsReplay("replay"),
  ledgerVerify,
  auditVerify,
  statementVerify,
  evidenceVerify,
  fxImport,
];

const EXIT_HELP = `Ends with 0 when all is done, 1 when something failed, 2 for a wrong command line, 3 when the key is refused,
4 when a file arrives damaged, 5 when bad rows stay bad, 6 when a ledger, a log, a statement or evidence is not what it was.`;

/** Runs the command that the arguments name, tells what went wrong, and gives the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  if (args.includes("--version")) {
    terminal.print(await versionLine());
    return EXIT.done;
  }
  const verb = findVerb(args);
  const wantsHelp = args.includes("--help") || args.includes("-h");
  if (!verb) {
    if (wantsHelp) terminal.print(overview());
    else terminal.warn(`${args[0] === undefined ? "" : unknown(args)}${overview()}`);
    return wantsHelp ? EXIT.done : EXIT.usage;
  }
  if (wantsHelp) {
    const usage = await verb.usage();
    terminal.print(`${terminal.isInteractive ? usage : stripVTControlCharacters(usage)}\n${EXIT_HELP}`);
    return EXIT.done;
  }
  try {
    return await verb.run(args.slice(verb.words.split(" ").length), terminal);
  } catch (error) {
    return fail(error, { verb, terminal, asJson: args.includes("--json") });
  }
}

/** What this is, and which: the package has the same. */
async function versionLine(): Promise<string> {
  const text = await readFile(new URL("../package.json", import.meta.url), "utf8");
  const { name, version } = JSON.parse(text) as { readonly name: string; readonly version: string };
  return `${name} ${version}`;
}

/** The command of one word or of two. */
function findVerb(args: readonly string[]): Verb | undefined {
  const named = (count: number) => VERBS.find(({ words }) => words === args.slice(0, count).join(" "));
  return named(2) ?? named(1);
}

function fail(
  error: unknown,
  { verb, terminal, asJson }: { readonly verb: Verb; readonly terminal: Terminal; readonly asJson: boolean },
): ExitCode {
  const isUsage =
    error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  const exitCode = error instanceof Failure ? error.exitCode : isUsage ? EXIT.usage : EXIT.failed;
  if (asJson && error instanceof Refusal && error.error)
    terminal.print(JSON.stringify({ error: error.error }));
  terminal.warn(`tributary: ${reasonOf(error)}`);
  if (exitCode === EXIT.usage) terminal.warn(`See: tributary ${verb.words} --help`);
  return exitCode;
}

const unknown = (args: readonly string[]): string =>
  `There is no command "${args.slice(0, 2).join(" ")}".\n\n`;

function overview(): string {
  const lines = VERBS.map(({ words, summary }) => `  ${words.padEnd(18)}${summary}`);
  return [
    "tributary COMMAND [options]",
    "",
    ...lines,
    "",
    "  --help            tells what a command does",
    "  --version         tells which version this is",
    "",
    EXIT_HELP,
  ].join("\n");
}
