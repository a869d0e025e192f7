import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { methodProblem, type PayoutMethod } from "../../core/payout/method.ts";
import {
  type MethodStatus,
  methodCountry,
  methodEffectiveMs,
  methodHint,
  methodInForce,
  methodStatuses,
} from "../../core/payout/method-view.ts";
import type { AffiliateId, PayoutMethodId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { affiliatePeople, affiliates, commissions, payoutMethods } from "../../db/schema/index.ts";
import { type EnvelopeKeys, openJson, sealJson } from "../../platform/envelope.ts";
import { newId } from "../../platform/random.ts";
import { hasAffiliate } from "../affiliates/find-affiliate.ts";
import { addNotices } from "../notices/add-notices.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, Invalid, NotFound, StepUpRequired } from "../shared/problems.ts";
import type { StepUp } from "../step-up/verify-step-up.ts";
import { changeNotices } from "./change-notices.ts";

type MethodRow = typeof payoutMethods.$inferSelect;
type AffiliateRow = typeof affiliates.$inferSelect;

/** A method as it may be shown: never what it is itself. */
export type PayoutMethodView = Omit<MethodRow, "sealed"> & { readonly status: MethodStatus };

/** Most methods an affiliate may have had: whoever needs more is no affiliate. */
const METHODS_PER_AFFILIATE_MAX = 100;

/** A method as it was given. `country` is that of the account, where the method does not tell it. */
export type GivenMethod = { readonly method: PayoutMethod; readonly country: string | null };

/**
 * Gives an affiliate another payout method, sealed, and tells the contact it had before. The first is paid to at once, unless
 * its address is new or a login found money there. Each after it asks for a step-up and is paid to 72 hours later, until when it can be
 * cancelled and the one before stays in force.
 */
export function addPayoutMethod(
  context: Context,
  affiliateId: AffiliateId,
  { method, country }: GivenMethod,
  { keys, stepUp }: { readonly keys: EnvelopeKeys; readonly stepUp: StepUp | null },
): Promise<Result<PayoutMethodView, NotFound | Invalid | Conflict | StepUpRequired>> {
  const problem = methodProblem(method);
  if (problem) return Promise.resolve(fail({ code: "invalid", ...problem }));
  return transact(context, async (tx) => {
    const affiliate = await lockAffiliate(tx, context, affiliateId);
    if (!affiliate) return fail({ code: "not_found", param: null });
    const earlier = await loadMethods(tx, context, affiliateId);
    const refusal = judgeAnother(earlier, { nowMs: context.now.getTime(), stepUp });
    if (refusal) return fail(refusal);
    const row = await writeMethod(tx, context, affiliate, { method, country, keys, earlier });
    const inForce = methodInForce(earlier, context.now.getTime());
    await addNotices(tx, context, keys, await changeNotices(tx, context, { affiliate, added: row, inForce }));
    const { id, kind, effectiveAt } = row;
    await audit(tx, context, [
      {
        ...{ action: "payout_method.added", subjectId: id },
        change: { affiliateId, kind, effectiveAt, replaces: inForce?.id ?? null },
      },
    ]);
    return ok(viewOf([...earlier, row], context.now, row));
  });
}

function judgeAnother(
  earlier: readonly MethodRow[],
  { nowMs, stepUp }: { readonly nowMs: number; readonly stepUp: StepUp | null },
): Conflict | StepUpRequired | null {
  const standing = earlier.filter(({ cancelledAt }) => cancelledAt === null);
  if (standing.length > 0 && !stepUp) return { code: "step_up_required" };
  const pending = standing.find(({ effectiveAt }) => effectiveAt.getTime() > nowMs);
  if (pending) {
    return { code: "conflict", param: "affiliate_id", message: `waits for ${pending.id}; cancel it first` };
  }
  return earlier.length < METHODS_PER_AFFILIATE_MAX
    ? null
    : { code: "conflict", param: "affiliate_id", message: "has had as many payout methods as it may" };
}

async function writeMethod(
  tx: Db,
  context: Context,
  { id: affiliateId, emailChangedAt }: AffiliateRow,
  given: GivenMethod & { readonly keys: EnvelopeKeys; readonly earlier: readonly MethodRow[] },
): Promise<MethodRow> {
  const { workspaceId, actor, now } = context;
  const { method, keys, earlier } = given;
  const id = newId("pmt", now.getTime());
  const effectiveMs = methodEffectiveMs({
    nowMs: now.getTime(),
    isFirst: earlier.every(({ cancelledAt }) => cancelledAt !== null),
    emailChangedMs: emailChangedAt?.getTime() ?? null,
    loginFoundMoney: await hasLoginThatFoundMoney(tx, context, affiliateId),
  });
  const [row] = await tx
    .insert(payoutMethods)
    .values({
      ...{ workspaceId, id, affiliateId, kind: method.kind, hint: methodHint(method) },
      country: methodCountry(method) ?? given.country,
      sealed: await sealJson(method, { keys, place: methodPlace({ workspaceId, id }) }),
      ...{ effectiveAt: new Date(effectiveMs), createdBy: actor, createdAt: now },
    })
    .returning();
  if (!row) throw new Error("a new payout method was not written");
  return row;
}

/** Whether anybody who is the affiliate's login became so when something was earned already. */
async function hasLoginThatFoundMoney(
  tx: Db,
  { workspaceId }: Context,
  affiliateId: AffiliateId,
): Promise<boolean> {
  const [found] = await tx
    .select({ id: commissions.id })
    .from(commissions)
    .innerJoin(
      affiliatePeople,
      and(
        ...[eq(affiliatePeople.workspaceId, workspaceId), eq(affiliatePeople.affiliateId, affiliateId)],
        ...[isNull(affiliatePeople.removedAt), gt(affiliatePeople.createdAt, commissions.createdAt)],
      ),
    )
    .where(and(eq(commissions.workspaceId, workspaceId), eq(commissions.affiliateId, affiliateId)))
    .limit(1);
  return found !== undefined;
}

/** Cancels a method that is not yet paid to. Twice is harmless. */
export function cancelPayoutMethod(
  context: Context,
  affiliateId: AffiliateId,
  id: PayoutMethodId,
): Promise<Result<PayoutMethodView, NotFound | Conflict>> {
  const { now, actor } = context;
  return transact(context, async (tx) => {
    if (!(await lockAffiliate(tx, context, affiliateId))) return fail({ code: "not_found", param: null });
    const all = await loadMethods(tx, context, affiliateId);
    const method = all.find((each) => each.id === id);
    if (!method) return fail({ code: "not_found", param: null });
    if (method.cancelledAt) return ok(viewOf(all, now, method));
    if (method.effectiveAt <= now) {
      return fail({ code: "conflict", param: "id", message: "is in force; give another in its place" });
    }
    const [row] = await tx
      .update(payoutMethods)
      .set({ cancelledAt: now, cancelledBy: actor })
      .where(and(eq(payoutMethods.workspaceId, context.workspaceId), eq(payoutMethods.id, id)))
      .returning();
    if (!row) throw new Error("a locked payout method was not written");
    const change = { affiliateId, kind: row.kind, from: "pending", to: "cancelled" };
    await audit(tx, context, [{ action: "payout_method.cancelled", subjectId: id, change }]);
    return ok(viewOf(all, now, row));
  });
}

/** The methods of an affiliate, newest first, or null where there is no such affiliate. */
export function listPayoutMethods(
  context: Context,
  affiliateId: AffiliateId,
): Promise<readonly PayoutMethodView[] | null> {
  return transact(context, async (tx) => {
    if (!(await hasAffiliate(tx, context, affiliateId))) return null;
    const all = await loadMethods(tx, context, affiliateId);
    return all.map((row) => viewOf(all, context.now, row));
  });
}

/** One method of an affiliate, or null. */
export async function findPayoutMethod(
  context: Context,
  affiliateId: AffiliateId,
  id: PayoutMethodId,
): Promise<PayoutMethodView | null> {
  const all = await listPayoutMethods(context, affiliateId);
  return all?.find((each) => each.id === id) ?? null;
}

/** Opens a method for a person to see, by a step-up, and writes down that it was seen. */
export function revealPayoutMethod(
  context: Context,
  affiliateId: AffiliateId,
  id: PayoutMethodId,
  { keys, stepUp }: { readonly keys: EnvelopeKeys; readonly stepUp: StepUp | null },
): Promise<
  Result<{ readonly view: PayoutMethodView; readonly method: PayoutMethod }, NotFound | StepUpRequired>
> {
  return transact(context, async (tx) => {
    if (!stepUp) return fail({ code: "step_up_required" });
    const all = await loadMethods(tx, context, affiliateId);
    const row = all.find((each) => each.id === id);
    if (!row) return fail({ code: "not_found", param: null });
    const method = await openJson<PayoutMethod>(row.sealed, { keys, place: methodPlace(row) });
    await audit(tx, context, [
      { action: "payout_method.revealed", subjectId: id, change: { affiliateId, kind: row.kind } },
    ]);
    return ok({ view: viewOf(all, context.now, row), method });
  });
}

/** Where a method is sealed for. */
export const methodPlace = ({ workspaceId, id }: Pick<MethodRow, "workspaceId" | "id">): string =>
  `payout_methods ${workspaceId} ${id}`;

/** Two changes of one affiliate's methods come one after the other. */
async function lockAffiliate(
  tx: Db,
  { workspaceId }: Context,
  id: AffiliateId,
): Promise<AffiliateRow | null> {
  const isIt = and(eq(affiliates.workspaceId, workspaceId), eq(affiliates.id, id));
  const [row] = await tx.select().from(affiliates).where(isIt).for("no key update");
  return row ?? null;
}

function loadMethods(tx: Db, { workspaceId }: Context, affiliateId: AffiliateId): Promise<MethodRow[]> {
  return tx
    .select()
    .from(payoutMethods)
    .where(and(eq(payoutMethods.workspaceId, workspaceId), eq(payoutMethods.affiliateId, affiliateId)))
    .orderBy(desc(payoutMethods.id));
}

/** The status is that among all of the affiliate's, of which the row may be one as it was before. */
function viewOf(all: readonly MethodRow[], now: Date, row: MethodRow): PayoutMethodView {
  const { sealed: _sealed, ...shown } = row;
  const current = [...all.filter(({ id }) => id !== row.id), row];
  return { ...shown, status: methodStatuses(current, now.getTime()).get(row.id) ?? "replaced" };
}
