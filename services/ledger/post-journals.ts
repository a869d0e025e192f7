import { and, eq, inArray } from "drizzle-orm";
import { assertBalanced, type Journal, journalFingerprintInput } from "../../core/ledger/journal.ts";
import { InvariantError } from "../../core/shared/assert.ts";
import type { Db } from "../../db/client.ts";
import { journals, ledgerEntries } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import type { Context } from "../shared/context.ts";

/**
 * Books journals inside the transaction that changes the rows they explain, in a constant number of
 * statements. A journal whose natural key is already booked with the same entries is left as it is.
 *
 * Throws `InvariantError` when a journal is out of balance, or when its key was booked with other
 * entries: the transaction rolls back and a person must look.
 *
 * @returns how many of them were new
 */
export async function postJournals(tx: Db, context: Context, booked: readonly Journal[]): Promise<number> {
  if (booked.length === 0) return 0;
  const prepared = booked.map((journal) => {
    assertBalanced(journal);
    return {
      ...journal,
      id: newId("jrn", context.now.getTime()),
      fingerprint: sha256Hex(journalFingerprintInput(journal)),
    };
  });
  const inserted = await tx
    .insert(journals)
    .values(
      prepared.map(({ id, key, kind, fingerprint, refs }) => ({
        workspaceId: context.workspaceId,
        id,
        key,
        kind,
        fingerprint,
        refs,
        bookedAt: context.now,
      })),
    )
    .onConflictDoNothing({ target: [journals.workspaceId, journals.key] })
    .returning({ id: journals.id });
  const newIds = new Set(inserted.map(({ id }) => id));
  await refuseDifferentEntries(
    tx,
    context,
    prepared.filter(({ id }) => !newIds.has(id)),
  );
  const entries = prepared
    .filter(({ id }) => newIds.has(id))
    .flatMap((journal) =>
      journal.entries.map((entry, line) => ({
        workspaceId: context.workspaceId,
        journalId: journal.id,
        line,
        account: entry.account,
        affiliateId: entry.affiliateId,
        currency: entry.currency,
        amountMinor: entry.amountMinor,
      })),
    );
  if (entries.length > 0) await tx.insert(ledgerEntries).values(entries);
  return newIds.size;
}

async function refuseDifferentEntries(
  tx: Db,
  context: Context,
  repeated: readonly { readonly key: string; readonly fingerprint: string }[],
): Promise<void> {
  if (repeated.length === 0) return;
  const earlier = await tx
    .select({ key: journals.key, fingerprint: journals.fingerprint })
    .from(journals)
    .where(
      and(
        eq(journals.workspaceId, context.workspaceId),
        inArray(
          journals.key,
          repeated.map(({ key }) => key),
        ),
      ),
    );
  const fingerprints = new Map(earlier.map(({ key, fingerprint }) => [key, fingerprint]));
  const different = repeated.find(({ key, fingerprint }) => fingerprints.get(key) !== fingerprint);
  if (different) throw new InvariantError(`journal ${different.key} is already booked with other entries`);
}
