import { and, eq } from "drizzle-orm";
import { apiKeyKey } from "../../core/link/published-keys.ts";
import type { KeyId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import { apiKeys } from "../../db/schema/index.ts";
import { markChanged } from "../publishing/mark-changed.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, Forbidden, Invalid, NotFound } from "../shared/problems.ts";
import { isGood } from "./judge-use.ts";
import { type ApiKey, endProblem, type Grantor, scopeBeyond, writeKey } from "./write-key.ts";

/** How a key is replaced. */
export type Rotation = {
  /** How long the old key still works, so that callers can be given the new one in between. */
  readonly overlapMs: number;
  /** When the new key ends; when the old one would have, where nothing is said. */
  readonly expiresAt?: Date | undefined;
};

/**
 * Makes a key in the place of another, with the same rights, and lets that one end after an overlap. The new key is shown
 * this once. A key is replaced once: whoever lost the answer replaces the new one.
 */
export function rotateKey(
  context: Context,
  keyId: KeyId,
  rotation: Rotation & { readonly grantor: Grantor; readonly pepper: string },
): Promise<Result<ApiKey & { readonly key: string }, Conflict | Forbidden | Invalid | NotFound>> {
  const { workspaceId, now } = context;
  const ended = endProblem(context, rotation.expiresAt);
  if (ended) return Promise.resolve(fail(ended));
  const isKey = and(eq(apiKeys.workspaceId, workspaceId), eq(apiKeys.id, keyId));
  return transact(context, async (tx) => {
    const [old] = await tx.select().from(apiKeys).where(isKey).for("update");
    if (!old) return fail({ code: "not_found", param: null });
    if (!isGood(old, now)) return fail({ code: "conflict", param: "id", message: "does not work any more" });
    const [newer] = await tx
      .select({ id: apiKeys.id })
      .from(apiKeys)
      .where(and(eq(apiKeys.workspaceId, workspaceId), eq(apiKeys.replaces, keyId)));
    if (newer) return fail({ code: "conflict", param: "id", message: `was replaced by ${newer.id}` });
    const { name, kind, scopes, affiliateId, allowedHosts, allowedAddresses } = old;
    const isSecret = kind.startsWith("secret_");
    const beyond = scopeBeyond(rotation.grantor, { scopes, affiliateId, isSecret });
    if (beyond) return fail(beyond);
    const endsAt = earlier(old.expiresAt, new Date(now.getTime() + rotation.overlapMs));
    await tx.update(apiKeys).set({ expiresAt: endsAt }).where(isKey);
    await markChanged(tx, context, [{ kvKey: apiKeyKey(old.hash), kind: "key", subjectId: keyId }]);
    const expiresAt = rotation.expiresAt ?? old.expiresAt;
    const made = await writeKey(
      tx,
      context,
      { name, kind, scopes, affiliateId, allowedHosts, allowedAddresses, expiresAt, replaces: keyId },
      rotation.pepper,
    );
    const change = { replaced_by: made.id, expires_at: { from: old.expiresAt, to: endsAt } };
    await audit(tx, context, [{ action: "key.rotated", subjectId: keyId, change }]);
    return ok(made);
  });
}

const earlier = (planned: Date | null, other: Date): Date =>
  planned !== null && planned < other ? planned : other;
