import { parseArgs } from "node:util";
import { ApiClient } from "./api-client.ts";
import type { ExitCode } from "./failure.ts";
import { COMMON_OPTIONS, readSettings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { verifyChain } from "./verify-chain.ts";

export const AUDIT_VERIFY_HELP = `tributary audit verify

Has the hash chain of the audit log recomputed from its rows, from the first to the last. Names the first bad
row and its kind: changed, missing, reordered, cut_off.`;

/** Runs `audit verify`. */
export function verifyAudit(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseArgs({ args: [...args], options: COMMON_OPTIONS });
  const client = new ApiClient(readSettings(values, terminal.env), terminal);
  return verifyChain(client, terminal, { path: "/v1/audit/verify", counted: ["acts"] });
}
