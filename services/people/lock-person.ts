import { eq } from "drizzle-orm";
import type { PersonId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { people } from "../../db/schema/index.ts";

/**
 * The person of a session or a proof, locked until the transaction ends: of many changes at once to what it proves itself by each
 * finds what the one before it left. Comes first in a transaction. Sign-ins, which refer to the row, do not wait for it.
 */
export async function lockPerson(tx: Db, personId: PersonId): Promise<typeof people.$inferSelect> {
  const [row] = await tx.select().from(people).where(eq(people.id, personId)).for("no key update");
  if (!row) throw new Error("a session has no person");
  return row;
}
