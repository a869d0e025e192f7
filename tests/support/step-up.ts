import { and, eq, isNull, sql } from "drizzle-orm";
import type { StepUpFactorId } from "../../core/shared/id.ts";
import { stepUpFactors } from "../../db/schema/index.ts";
import { sealEnvelope } from "../../platform/envelope.ts";
import { newId } from "../../platform/random.ts";
import { newTotpSecret, totpCode } from "../../platform/totp.ts";
import { factorPlace } from "../../services/step-up/verify-step-up.ts";
import type { ApiWithSample } from "./api-with-sample.ts";
import { insertKey } from "./call-api.ts";
import { ENVELOPE_KEYS } from "./envelope-keys.ts";
import { asOwner } from "./sample.ts";

/** The header of a one-time code. */
type CodeHeader = { readonly "Step-Up-Code": string };

/**
 * Headers with a code that is good for one call of an API key, of a factor that is made for it and stands in for any
 * earlier one: a test need not wait for the next code.
 */
export async function stepUpHeaders(shop: Pick<ApiWithSample, "database">, key: string): Promise<CodeHeader> {
  return (await makeFactor(shop, key, "in_force")).codeHeader();
}

/** A new key of the shop with a factor in force, and headers with its code of the moment they are asked for. */
export async function enrolledCaller(
  shop: Pick<ApiWithSample, "database" | "sample">,
): Promise<{ readonly by: string; readonly headers: CodeHeader }> {
  const by = await newCaller(shop);
  const { codeHeader } = await makeFactor(shop, by, "in_force");
  return {
    by,
    get headers() {
      return codeHeader();
    },
  };
}

/** A new key of the shop, with every scope. */
export function newCaller({ database, sample }: Pick<ApiWithSample, "database" | "sample">): Promise<string> {
  return asOwner(database.ownerUrl, async (db) => (await insertKey(db, sample.workspaceId)).key);
}

/** Makes a factor for a key, in place of any earlier one. */
export async function makeFactor(
  shop: Pick<ApiWithSample, "database">,
  key: string,
  stage: "enrolled" | "confirmed" | "in_force",
): Promise<{ readonly id: StepUpFactorId; readonly codeHeader: () => CodeHeader }> {
  const secret = newTotpSecret();
  const now = new Date();
  const id = newId("suf", now.getTime());
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
    const sealed = await sealEnvelope(secret, {
      keys: ENVELOPE_KEYS,
      place: factorPlace({ workspaceId, id }),
    });
    await db.insert(stepUpFactors).values({
      ...{ workspaceId, id, principal, sealed, createdAt: now },
      ...(stage === "enrolled" ? {} : { confirmedAt: now }),
      ...(stage === "in_force" ? { vouchedBy: "system:test", vouchedAt: now } : {}),
    });
  });
  return { id, codeHeader: () => ({ "Step-Up-Code": totpCode(secret, Date.now()) }) };
}
