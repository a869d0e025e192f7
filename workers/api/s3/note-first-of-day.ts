import { withDatabase } from "../../../db/client.ts";
import type { ApiEnv } from "../env.ts";
import { networkHash } from "../network-hash.ts";
import { noteReading } from "../note-reading.ts";
import type { LogReader } from "./authenticate.ts";

/** Keys that an isolate remembers; who is forgotten is noted once more. */
const KEYS_MAX = 10_000;

/** The day on which a key was noted last. */
const noted = new Map<string, string>();

/**
 * Notes that a key read the raw click log, once a day: clients read it by many thousands of ranges. Other isolates know
 * nothing of it, and each of them notes it once.
 */
export async function noteFirstOfDay(
  request: Request,
  { keyId, workspaceId }: LogReader,
  { env, requestId, now }: { readonly env: ApiEnv; readonly requestId: string; readonly now: Date },
): Promise<void> {
  const day = now.toISOString().slice(0, 10);
  if (noted.get(keyId) === day) return;
  const context = { workspaceId, actor: `key:${keyId}`, requestId, now } as const;
  const read = { call: `GET /s3/clicks on ${day}`, subjects: [], fields: ["file"] };
  if (noted.size >= KEYS_MAX) noted.clear();
  // Before it is: clients begin with many ranges at once.
  noted.set(keyId, day);
  try {
    await withDatabase(env, (db) =>
      noteReading(env, { ...context, db, networkHash: networkHash(request, { env, now }) }, read),
    );
  } catch (error) {
    noted.delete(keyId);
    throw error;
  }
}
