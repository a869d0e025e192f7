import * as z from "zod/mini";
import type { ApiClient } from "./api-client.ts";
import { EXIT, type ExitCode } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

const fault = { kind: z.string(), sequence: z.string(), detail: z.string() };

/** What a call answers that verifies a stretch of a chain. */
const stretch = z.looseObject({
  status: z.enum(["intact", "partial", "broken"]),
  verified: z.object({ sequence: z.string(), hash: z.string() }),
  fault: z.nullable(
    z.object({
      ...fault,
      journal_id: z.optional(z.nullable(z.string())),
      event_id: z.optional(z.nullable(z.string())),
    }),
  ),
});

/** Which chain is verified, and what its answers count. */
export type ChainOfApi = {
  /** The route, which takes `after`. */
  readonly path: string;
  /** The words of what is counted, each counted as `{word}_count`. */
  readonly counted: readonly string[];
  readonly asJson: boolean;
};

/** Has a chain verified stretch by stretch, from its beginning to its end, and says what was found. */
export async function verifyChain(
  client: ApiClient,
  terminal: Terminal,
  { path, counted, asJson }: ChainOfApi,
): Promise<ExitCode> {
  const counts = new Map(counted.map((word) => [word, 0]));
  let after = "0";
  for (;;) {
    const found = await client.call("GET", `${path}?after=${after}`, stretch);
    for (const word of counted)
      counts.set(word, (counts.get(word) ?? 0) + z.int().parse(found[`${word}_count`]));
    if (asJson && found.status !== "partial") {
      const all = Object.fromEntries([...counts].map(([word, count]) => [`${word}_count`, count]));
      terminal.print(JSON.stringify({ ...found, after: "0", ...all }));
      return found.fault ? EXIT.broken : EXIT.done;
    }
    const checked = [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
    if (found.fault) {
      const { kind, sequence, detail, journal_id, event_id } = found.fault;
      const id = journal_id ?? event_id;
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
