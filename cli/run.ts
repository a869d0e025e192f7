import { AUDIT_VERIFY_HELP, verifyAudit } from "./audit-verify.ts";
import { BAD_ROWS_LIST_HELP, BAD_ROWS_REPLAY_HELP, listBadRows, replayBadRows } from "./bad-rows.ts";
import { CLICKS_EXPORT_HELP, exportClicks } from "./clicks-export.ts";
import { EVIDENCE_VERIFY_HELP, verifyEvidence } from "./evidence-verify.ts";
import { EXIT, type ExitCode, Failure } from "./failure.ts";
import { FX_IMPORT_HELP, importFx } from "./fx-import.ts";
import { LEDGER_VERIFY_HELP, verifyLedger } from "./ledger-verify.ts";
import { reasonOf } from "./retry.ts";
import { STATEMENT_VERIFY_HELP, verifyStatement } from "./statement-verify.ts";
import type { Terminal } from "./terminal.ts";

type Command = {
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<ExitCode>;
};

const COMMANDS: readonly Command[] = [
  {
    name: "clicks export",
    summary: "takes the click log out, verified",
    help: CLICKS_EXPORT_HELP,
    run: exportClicks,
  },
  {
    name: "fx import",
    summary: "imports rates of currencies",
    help: FX_IMPORT_HELP,
    run: importFx,
  },
  {
    name: "bad-rows list",
    summary: "lists what could not be processed",
    help: BAD_ROWS_LIST_HELP,
    run: listBadRows,
  },
  {
    name: "bad-rows replay",
    summary: "has bad rows tried again",
    help: BAD_ROWS_REPLAY_HELP,
    run: replayBadRows,
  },
  {
    name: "ledger verify",
    summary: "recomputes the ledger's hash chain",
    help: LEDGER_VERIFY_HELP,
    run: verifyLedger,
  },
  {
    name: "audit verify",
    summary: "recomputes the audit log's hash chain",
    help: AUDIT_VERIFY_HELP,
    run: verifyAudit,
  },
  {
    name: "statement verify",
    summary: "checks a statement by itself",
    help: STATEMENT_VERIFY_HELP,
    run: verifyStatement,
  },
  {
    name: "evidence verify",
    summary: "checks the evidence of a dispute by itself",
    help: EVIDENCE_VERIFY_HELP,
    run: verifyEvidence,
  },
];

const COMMON_HELP = `  --url URL           where the API is (TRIBUTARY_URL)
  --key KEY           the API key; better set as TRIBUTARY_KEY, since others may see a command line
  --help              tells what a command does

Ends with 0 when all is done, 1 when something failed, 2 for a wrong command line, 3 when the key is refused,
4 when a file arrives damaged, 5 when bad rows stay bad, 6 when a ledger, a statement or evidence is not what it was.`;

/** Runs the command that the arguments name, tells what went wrong in one line, and gives the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const command = COMMANDS.find(({ name }) => args.slice(0, 2).join(" ") === name);
  const wantsHelp = args.includes("--help") || args.includes("-h");
  if (!command) {
    const known =
      args[0] === undefined || wantsHelp ? null : `There is no command "${args.slice(0, 2).join(" ")}".\n\n`;
    if (known === null && wantsHelp) terminal.print(overview());
    else terminal.warn(`${known ?? ""}${overview()}`);
    return wantsHelp ? EXIT.done : EXIT.usage;
  }
  if (wantsHelp) {
    terminal.print(`${command.help}\n${COMMON_HELP}`);
    return EXIT.done;
  }
  try {
    return await command.run(args.slice(2), terminal);
  } catch (error) {
    return fail(error, command, terminal);
  }
}

function fail(error: unknown, { name }: Command, terminal: Terminal): ExitCode {
  const isUsage =
    error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  const exitCode = error instanceof Failure ? error.exitCode : isUsage ? EXIT.usage : EXIT.failed;
  terminal.warn(`tributary: ${reasonOf(error)}`);
  if (exitCode === EXIT.usage) terminal.warn(`See: tributary ${name} --help`);
  return exitCode;
}

function overview(): string {
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(18)}${summary}`);
  return ["tributary COMMAND [options]", "", ...lines, "", COMMON_HELP].join("\n");
}
