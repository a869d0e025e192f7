import { RequestError } from "../../shared/errors.ts";
import { takeQuota } from "../quota.ts";
import type { PersonCall } from "./person-route.ts";

type Counted = Pick<PersonCall, "env" | "header"> & { readonly now: Date };

/**
 * Counts a call that is of no workspace, for its caller alone: a person, or the network of who has no session. Throws
 * `RequestError` 429 for one too many in this minute; its answer says of the quota what others say.
 */
export async function countCall({ env, header, now }: Counted, actor: string): Promise<void> {
  const quota = await takeQuota(env, { actor, place: actor, nowMs: now.getTime() });
  for (const [name, value] of Object.entries(quota.headers)) header(name, value);
  if (quota.isWithin) return;
  const retryAfterSeconds = Number(quota.headers["Retry-After"]);
  throw new RequestError("rate_limited", "Too many calls in this minute.", [], retryAfterSeconds);
}
