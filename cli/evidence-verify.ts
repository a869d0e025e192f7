import { parseArgs } from "node:util";
import { checkEvidence, type EvidenceFile } from "../core/ledger/evidence-file.ts";
import { sha256Bytes } from "../platform/sha256.ts";
import { EXIT, type ExitCode, Failure } from "./failure.ts";
import { printCheck, readGiven } from "./given-file.ts";
import { reasonOf } from "./retry.ts";
import { COMMON_OPTIONS } from "./settings.ts";
import type { Terminal } from "./terminal.ts";

export const EVIDENCE_VERIFY_HELP = `tributary evidence verify FILE

Checks the evidence of a dispute without asking anyone: that each piece and the pack are what their hashes say, and
that each entry is in the root of its day. Prints the hash of each root, to be compared with what was published.
Needs neither an address nor a key.`;

/** Runs `evidence verify`. */
export async function verifyEvidence(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { positionals } = parseArgs({ args: [...args], options: COMMON_OPTIONS, allowPositionals: true });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new Failure(EXIT.usage, "name one FILE");
  return printCheck(checkFile((await readGiven(path, "evidence")) as EvidenceFile, path), terminal);
}

/** What is not of the form of evidence cannot be checked, which is no better than wrong evidence. */
function checkFile(file: EvidenceFile, path: string) {
  try {
    if (file.format !== "tributary.evidence.v1") throw new Error("another format");
    return checkEvidence(file, sha256Bytes);
  } catch (error) {
    throw new Failure(EXIT.broken, `${path} is no evidence (${reasonOf(error)})`);
  }
}
