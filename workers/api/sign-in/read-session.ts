import type { Db } from "../../../db/client.ts";
import { sha256Hex } from "../../../platform/sha256.ts";
import { findSession, type Session } from "../../../services/people/find-session.ts";
import type { ApiEnv } from "../env.ts";
import { sessionToken } from "./cookie.ts";

/**
 * The session of a request, by its cookie; null without one that stands. Asks Postgres, so that what was revoked
 * ends at once. It says who calls and not that the call came from our own page: `refuseForeign` does.
 */
export async function readSession(
  request: Request,
  { db, now }: { readonly env: ApiEnv; readonly db: Db; readonly now: Date },
): Promise<Session | null> {
  const token = sessionToken(request);
  return token === null ? null : findSession(db, { hash: sha256Hex(token), now });
}
