import { and, eq } from "drizzle-orm";
import { CONTACT_SETTLES_MS } from "../../core/payout/method-view.ts";
import { assert } from "../../core/shared/assert.ts";
import type { AffiliateId } from "../../core/shared/id.ts";
import type { Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { affiliates, stages } from "../../db/schema/index.ts";
import type { EnvelopeKeys } from "../../platform/envelope.ts";
import { judgeMoves } from "../crm/judge-stages.ts";
import { registerNames } from "../crm/names.ts";
import { noteMoves } from "../crm/stage-moves.ts";
import { addNotices } from "../notices/add-notices.ts";
import { list, named, picked, text, times } from "../resources/columns.ts";
import type { Fields, Means, Resource, RowChange } from "../resources/resource.ts";
import { writeRow } from "../resources/write-rows.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Problem } from "../shared/problems.ts";
import { contactNotices } from "./contact-notice.ts";
import { holdSponsors, judgeSponsors } from "./judge-sponsors.ts";

export type Affiliate = typeof affiliates.$inferSelect;

/**
 * Affiliates: who promotes and earns. A suspended one earns nothing new and is not paid, nor is one that is archived.
 * Nobody becomes a sponsor of who is above. An address that is given up is told so.
 */
export const affiliateResource: Resource<Affiliate> = {
  ...{ object: "affiliate", prefix: "aff", table: affiliates },
  columns: {
    name: named("name"),
    email: text("email", ["eq", "contains"], { isSorted: true, isSearched: true }),
    status: picked("status"),
    class: picked("class"),
    group: picked("group"),
    tier: picked("tier"),
    country: picked("country"),
    tags: list("tags", ["contains"]),
    sponsor_id: picked("sponsorId"),
    currency: picked("currency"),
    stage_id: picked("stageId"),
    ...times,
    created_at: { ...times.created_at, isSorted: true },
  },
  personal: ["name", "email", "previousEmail"],
  masked: ["email"],
  onArchive: { status: "suspended" },
  references: { stageId: stages },
  amend: (context, fields, before) => contactChange(context, withTags(fields, before), before),
  hold: holdSponsors,
  judge: judgeChanges,
  written: noteChanges,
};

async function judgeChanges(
  tx: Db,
  context: Context,
  changes: readonly RowChange<Affiliate>[],
): Promise<readonly (Problem | null)[]> {
  const ofSponsors = await judgeSponsors(tx, context, changes);
  const ofMoves = await judgeMoves(tx, context, changes);
  return changes.map((_, index) => ofSponsors[index] ?? ofMoves[index] ?? null);
}

/** The tags that are meant by one that is added to those there are, or taken from them. */
function withTags({ addedTag, removedTag, ...fields }: Fields, before: Affiliate | null): Fields {
  if (addedTag === undefined && removedTag === undefined) return fields;
  const kept = (before?.tags ?? []).filter((tag) => tag !== addedTag && tag !== removedTag);
  return { ...fields, tags: addedTag === undefined ? kept : [...kept, addedTag] };
}

/**
 * What is kept of a change of address: the one that stood before the first change of the last 30 days. Whoever takes an
 * account over changes the address first, and the one before is then told of a new payout method too.
 */
function contactChange({ now }: Context, fields: Fields, before: Affiliate | null): Fields {
  if (!before || fields.email === undefined || fields.email === before.email) return fields;
  const { email, emailChangedAt } = before;
  const isSettled = !emailChangedAt || now.getTime() - emailChangedAt.getTime() >= CONTACT_SETTLES_MS;
  return { ...fields, emailChangedAt: now, ...(isSettled ? { previousEmail: email } : {}) };
}

/** Makes groups and tags of the names that are given, and tells addresses that are given up. */
async function noteChanges(
  tx: Db,
  context: Context,
  changes: readonly RowChange<Affiliate>[],
  { keys }: Means,
): Promise<void> {
  await registerNames(
    tx,
    context,
    changes.map(({ after }) => after),
  );
  await noteMoves(tx, context, changes);
  const givenUp = changes.flatMap(({ before, after }) =>
    before && before.email !== after.email ? [before] : [],
  );
  if (givenUp.length === 0) return;
  assert(keys !== undefined, "who changes addresses can seal notices");
  await addNotices(tx, context, keys, await contactNotices(tx, context, givenUp));
}

/** Creates an affiliate. */
export function createAffiliate(
  context: Context,
  fields: Pick<Affiliate, "name" | "email"> & Partial<Affiliate>,
): Promise<Result<Affiliate, Problem>> {
  return writeRow(context, affiliateResource, { kind: "create", fields });
}

/** Changes an affiliate; what is absent stays. */
export function updateAffiliate(
  context: Context,
  id: AffiliateId,
  fields: Partial<Affiliate>,
  keys: EnvelopeKeys,
): Promise<Result<Affiliate, Problem>> {
  return writeRow(context, affiliateResource, { kind: "update", id, fields }, { keys });
}

/** One affiliate of the workspace, or null. */
export async function getAffiliate(context: Context, affiliateId: AffiliateId): Promise<Affiliate | null> {
  const [row] = await transact(context, (tx) =>
    tx
      .select()
      .from(affiliates)
      .where(and(eq(affiliates.workspaceId, context.workspaceId), eq(affiliates.id, affiliateId))),
  );
  return row ?? null;
}
