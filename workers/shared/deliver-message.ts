import { sleep, withTimeLimit } from "./time-limit.ts";

/** How long a queue or a bucket may take; two sends, the pause and one put stay below what `waitUntil` allows. */
const STORE_LIMIT_MS = 5_000;
/** Pause before a refused send is tried again. */
const RETRY_PAUSE_MS = 100;

/** What a message took when it was delivered, or that nothing took it. */
export type Delivery = "queued" | "spilled" | "refused";

/**
 * Puts a message on its queue, trying twice; else spills it to the bucket, from where a cron takes it in.
 * Never throws: `onFailure` hears each store's refusal.
 */
export async function deliverMessage(options: {
  readonly send: () => Promise<unknown>;
  readonly spill: () => Promise<unknown>;
  readonly onFailure: (store: "queue" | "bucket", error: unknown) => void;
}): Promise<Delivery> {
  const { send, spill, onFailure } = options;
  try {
    await withTimeLimit(send(), STORE_LIMIT_MS);
    return "queued";
  } catch {
    // Tried again below.
  }
  try {
    await sleep(RETRY_PAUSE_MS);
    await withTimeLimit(send(), STORE_LIMIT_MS);
    return "queued";
  } catch (error) {
    onFailure("queue", error);
  }
  try {
    await withTimeLimit(spill(), STORE_LIMIT_MS);
    return "spilled";
  } catch (error) {
    onFailure("bucket", error);
    return "refused";
  }
}
