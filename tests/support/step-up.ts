import { and, eq, isNull, sql } from "drizzle-orm";
import { stepUpFactors } from "../../db/schema/index.ts";
import { type EnvelopeKeys, parseEnvelopeKeys, sealEnvelope } from "../../platform/envelope.ts";
import { newId } from "../../platform/random.ts";
import { newTotpSecret, totpCode } from "../../platform/totp.ts";
import { factorPlace } from "../../services/step-up/verify-step-up.ts";
import type { ApiWithSample } from "./api-with-sample.ts";
import { asOwner } from "./sample.ts";

/** Keys of envelopes, as the API of tests has them. */
export const ENVELOPE_KEYS: EnvelopeKeys = parseEnvelopeKeys(Buffer.alloc(32, 5).toString("base64url"));

/**
 * Headers with a code that is good for one call of an API key, of a factor that is made for it and stands in for any
 * earlier one: a test need not wait for the next code.
 */
export async function stepUpHeaders(
  shop: Pick<ApiWithSample, "database">,
  key: string,
): Promise<{ readonly "Step-Up-Code": string }> {
  const secret = newTotpSecret();
  const now = new Date();
  await asOwner(shop.database.ownerUrl, async (db) => {
    const { rows } = (await db.execute(
      sql`select workspace_id, id from api_keys where last4 = ${key.slice(-4)}`,
    )) as unknown as { rows: { workspace_id: never; id: string }[] };
    const [found] = rows;
    if (!found || rows.length > 1) throw new Error("no key, or two that end alike");
    const [workspaceId, principal] = [found.workspace_id, `key:${found.id}`];
    await db
      .update(stepUpFactors)
      .set({ revokedAt: now })
      .where(and(eq(stepUpFactors.principal, principal), isNull(stepUpFactors.revokedAt)));
    const id = newId("suf", now.getTime());
    const sealed = await sealEnvelope(secret, {
      keys: ENVELOPE_KEYS,
      place: factorPlace({ workspaceId, id }),
    });
    await db.insert(stepUpFactors).values({
      ...{ workspaceId, id, principal, sealed, createdAt: now },
      ...{ confirmedAt: now, vouchedBy: "system:test", vouchedAt: now },
    });
  });
  return { "Step-Up-Code": totpCode(secret, Date.now()) };
}
