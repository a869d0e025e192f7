import type { Db } from "../../db/client.ts";
import { signInProofs, signInThrottles } from "../../db/schema/index.ts";

/** Drops proofs and counts of tries that nobody can use any more: a policy of the database says which. */
export async function dropExpiredProofs(db: Db): Promise<void> {
  await db.delete(signInProofs);
  await db.delete(signInThrottles);
}
