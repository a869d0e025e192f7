import { parseArgs } from "node:util";
import { ApiClient } from "./api-client.ts";
import type { ExitCode } from "./failure.ts";
import { COMMON_OPTIONS, readSettings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { verifyChain } from "./verify-chain.ts";

export const LEDGER_VERIFY_HELP = `tributary ledger verify

Has the hash chain of the ledger recomputed from its journals, from the first to the last, and compared with
the roots that were published. Names the first bad row and its kind: changed, missing, reordered, cut_off, root_damaged.`;

/** Runs `ledger verify`. */
export function verifyLedger(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseArgs({ args: [...args], options: COMMON_OPTIONS });
  const client = new ApiClient(readSettings(values, terminal.env), terminal);
  const counted = ["journals", "entries", "roots"];
  return verifyChain(client, terminal, { path: "/v1/ledger/verify", counted });
}
