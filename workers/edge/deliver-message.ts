import { sleep, withTimeLimit } from "./time-limit.ts";

/** How long a queue or a bucket may take; two sends, the pause and one put stay below what `waitUntil` allows. */
const STORE_LIMIT_MS = 5_000;
/** Pause before a refused send is tried again. */
const RETRY_PAUSE_MS = 100;

/** What a message took when it was delivered, or that nothing took it. */
export type Delivery = "queued" | "spilled" | "refused";

/**
 * Puts a message on its queue, trying twice; else leaves it in the bucket under `spillKey`, from where a
 * cron puts it on the queue. Never throws: `onFailure` hears each store's refusal.
 */
export async function deliverMessage<Message>(
  message: Message,
  options: {
    readonly queue: Queue<Message>;
    readonly bucket: R2Bucket;
    readonly spillKey: () => string;
    readonly onFailure: (store: "queue" | "bucket", error: unknown) => void;
  },
): Promise<Delivery> {
  const { queue, bucket, spillKey, onFailure } = options;
  try {
    await sendTwice(queue, message);
    return "queued";
  } catch (error) {
    onFailure("queue", error);
  }
  try {
    await withTimeLimit(bucket.put(spillKey(), JSON.stringify(message)), STORE_LIMIT_MS);
    return "spilled";
  } catch (error) {
    onFailure("bucket", error);
    return "refused";
  }
}

async function sendTwice<Message>(queue: Queue<Message>, message: Message): Promise<void> {
  try {
    await withTimeLimit(queue.send(message), STORE_LIMIT_MS);
  } catch {
    await sleep(RETRY_PAUSE_MS);
    await withTimeLimit(queue.send(message), STORE_LIMIT_MS);
  }
}
