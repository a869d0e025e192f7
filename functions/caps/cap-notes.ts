import { type CapNamespace, capCounterName } from "../../contracts/cap-counter.ts";
import type { NoteConversions } from "../../services/caps/note-conversions.ts";

/** How long a counter may take before the message comes again. */
const LIMIT_MS = 5_000;

/** Counts conversions in the Durable Objects of their caps. */
export function capNotes(counters: CapNamespace): NoteConversions {
  return async ({ max, ...cap }, notes) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${LIMIT_MS} ms`)), LIMIT_MS);
    });
    try {
      const counter = counters.getByName(capCounterName(cap.workspaceId, cap.capId));
      await Promise.race([counter.note(notes, { ...cap, max }), limit]);
    } finally {
      clearTimeout(timer);
    }
  };
}
