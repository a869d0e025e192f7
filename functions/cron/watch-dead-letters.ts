import type { CanaryMessage } from "../../contracts/canary-message.ts";
import type { Job } from "./job.ts";

/** Where the consumer of dead letters notes the last canary it took. */
export const CANARY_KEY = "watch/dead-letters.json";
/** A canary older than this says that nobody consumes dead letters; the queue keeps them for four days. */
const STALLED_MS = 6 * 3_600_000;

/**
 * Sends a canary through the queue of dead letters and raises the alarm, by failing, when none has come
 * through for six hours: what lies there is lost after four days.
 */
export const watchDeadLetters: Job = async ({ env, now }) => {
  const canary: CanaryMessage = { v: 1, canary_sent_at: now.toISOString() };
  const noted = await env.CLICK_LOG.get(CANARY_KEY);
  await env.DEAD_LETTERS.send(canary);
  // The first run has nothing to judge by: it counts as seen.
  if (!noted) await env.CLICK_LOG.put(CANARY_KEY, JSON.stringify(canary));
  const seenAt = noted ? Date.parse((await noted.json<CanaryMessage>()).canary_sent_at) : now.getTime();
  if (now.getTime() - seenAt <= STALLED_MS) return {};
  console.error(
    JSON.stringify({ event: "dead_letters_stalled", last_canary_at: new Date(seenAt).toISOString() }),
  );
  throw new Error("nobody has consumed dead letters for six hours");
};
