import { parseArgs } from "node:util";
import * as z from "zod/mini";
import { ApiClient } from "./api-client.ts";
import { EXIT, type ExitCode } from "./failure.ts";
import { COMMON_OPTIONS, readSettings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";

export const LEDGER_VERIFY_HELP = `tributary ledger verify

Has the hash chain of the ledger recomputed from its journals, from the first to the last, and compared with
the roots that were published. Names the first bad row and its kind: changed, missing, reordered, cut_off.`;

const verification = z.object({
  status: z.enum(["intact", "partial", "broken"]),
  verified: z.object({ sequence: z.string(), hash: z.string() }),
  ...{ journals_count: z.int(), entries_count: z.int(), roots_count: z.int() },
  fault: z.nullable(
    z.object({
      ...{ kind: z.string(), sequence: z.string(), detail: z.string() },
      journal_id: z.nullable(z.string()),
    }),
  ),
});

/** Runs `ledger verify`. */
export async function verifyLedger(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseArgs({ args: [...args], options: COMMON_OPTIONS });
  const client = new ApiClient(readSettings(values, terminal.env), terminal);
  const counts = { journals: 0, entries: 0, roots: 0 };
  let after = "0";
  for (;;) {
    const found = await client.call("GET", `/v1/ledger/verify?after=${after}`, verification);
    counts.journals += found.journals_count;
    counts.entries += found.entries_count;
    counts.roots += found.roots_count;
    const checked = `${counts.journals} journals, ${counts.entries} entries, ${counts.roots} roots`;
    if (found.fault) {
      const { kind, sequence, journal_id: id, detail } = found.fault;
      terminal.print(`broken at ${sequence}${id ? ` (${id})` : ""}: ${kind}: ${detail}`);
      terminal.warn(`Intact before it: ${checked}`);
      return EXIT.broken;
    }
    if (found.status === "intact") {
      terminal.print(`intact: ${checked}; ends at ${found.verified.sequence} ${found.verified.hash}`);
      return EXIT.done;
    }
    terminal.redraw?.(checked);
    after = found.verified.sequence;
  }
}
