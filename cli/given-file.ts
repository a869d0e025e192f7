import { readFile } from "node:fs/promises";
import { cleanLine } from "../core/shared/text.ts";
import { EXIT, type ExitCode, Failure } from "./failure.ts";
import { reasonOf } from "./retry.ts";
import type { Terminal } from "./terminal.ts";

/** Longest text of a file that is printed. */
const LINE_CHARS_MAX = 500;

/** Reads the JSON of a file that somebody was given; `what` names what it should be. */
export async function readGiven(path: string, what: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new Failure(EXIT.failed, `${path} cannot be read (${reasonOf(error)})`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure(EXIT.broken, `${path} is no ${what}`);
  }
}

/**
 * Checks a file that was given, of a format. What is not of its form cannot be checked, which is no better than a
 * wrong one; that it is not shows where its parts are looked at.
 */
export function checkGiven<File extends { readonly format: string }, Check>(
  given: unknown,
  { path, what, format }: { readonly path: string; readonly what: string; readonly format: File["format"] },
  check: (file: File) => Check,
): Check {
  const stated = typeof given === "object" && given !== null && "format" in given ? given.format : null;
  if (stated !== format) throw new Failure(EXIT.broken, `${path} is no ${what}: its format is not ${format}`);
  try {
    return check(given as File);
  } catch {
    throw new Failure(EXIT.broken, `${path} is no ${what}: parts of it are missing or of another form`);
  }
}

/** Prints what a check of a file found: the roots it names, all that is wrong, and how much of it is proven. */
export function printCheck(
  check: {
    readonly problems: readonly string[];
    readonly proven: number;
    readonly unproven: number;
    readonly failed: number;
    readonly roots: readonly { readonly day: string; readonly sha256: string }[];
  },
  terminal: Terminal,
  asJson: boolean,
): ExitCode {
  const isIntact = check.problems.length === 0;
  if (asJson) {
    terminal.print(JSON.stringify({ status: isIntact ? "intact" : "broken", ...check }));
    return isIntact ? EXIT.done : EXIT.broken;
  }
  for (const { day, sha256 } of check.roots) terminal.print(`root\t${clean(day)}\t${sha256}`);
  for (const problem of check.problems) terminal.print(`wrong\t${clean(problem)}`);
  const counts = `${check.proven} entries proven, ${check.unproven} not published yet`;
  const broken = `broken: ${check.problems.length} problems; ${counts}, ${check.failed} not proved by a root`;
  terminal.print(isIntact ? `intact: ${counts}` : broken);
  return isIntact ? EXIT.done : EXIT.broken;
}

/** A file that is not trusted may hold what would write over the lines of this command. */
const clean = (text: string): string => cleanLine(text, LINE_CHARS_MAX);
