import { and, asc, eq, gt, sql } from "drizzle-orm";
import type { PayoutMethod } from "../../core/payout/method.ts";
import type { NetTerms, PayoutSchedule } from "../../core/payout/terms.ts";
import type { AffiliateId, PayoutTermsId, ProgramId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { payoutTerms } from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import { findMissing } from "../shared/find-missing.ts";
import { judgeStart } from "../shared/judge-start.ts";
import type { Invalid, InvalidFields, NotFound, Taken } from "../shared/problems.ts";

/** A version of the terms of a workspace, a program, an affiliate, or an affiliate in a program. */
export type PayoutTerms = typeof payoutTerms.$inferSelect;

/** What a version says; what is null is as the next wider scope says. */
export type PayoutTermsInput = Omit<PayoutTerms, "workspaceId" | "id" | "effectiveFrom" | "createdAt"> & {
  readonly effectiveFrom?: Date | undefined;
};

/** Which affiliate and which program; null for all. */
export type TermsScope = Pick<PayoutTerms, "affiliateId" | "programId">;

/** What applies to an affiliate in a program, from whichever scopes. */
export type TermsInForce = TermsScope & {
  /** Null for the program's. */
  readonly holdDays: number | null;
  readonly net: NetTerms;
  readonly schedule: PayoutSchedule;
  readonly minimums: Readonly<Record<string, string>>;
  readonly requiresTaxForm: boolean;
  readonly requiresMethod: boolean;
  readonly countries: readonly string[];
  readonly methodKinds: readonly PayoutMethod["kind"][];
  /** Null for the one that was earned in. */
  readonly payoutCurrency: string | null;
};

/**
 * Adds a version of the terms of a scope, in force from now or later. It takes the place of the one before as a
 * whole. Two of a scope that begin at the same instant are refused.
 */
export function addPayoutTerms(
  context: Context,
  input: PayoutTermsInput,
): Promise<Result<PayoutTerms, NotFound | InvalidFields | Taken | Invalid>> {
  const invalid = judgeStart(input.effectiveFrom, context.now) ?? judgeHold(input);
  if (invalid) return Promise.resolve(fail(invalid));
  return transact(context, async (tx) => {
    const missing = await findMissing(tx, context, input);
    if (missing) return fail(missing);
    const { workspaceId, now } = context;
    const id = newId("trm", now.getTime());
    const effectiveFrom = input.effectiveFrom ?? now;
    const [row] = await tx
      .insert(payoutTerms)
      .values({ ...input, workspaceId, id, effectiveFrom })
      .onConflictDoNothing()
      .returning();
    if (!row) return fail({ code: "taken", param: "effective_from" });
    const { workspaceId: _, id: __, createdAt: ___, ...change } = row;
    await audit(tx, context, [{ action: "payout_terms.created", subjectId: id, change }]);
    return ok(row);
  });
}

/** Versions of all scopes, or of those of one affiliate or program, oldest first. */
export function listPayoutTerms(
  context: Context,
  {
    affiliateId,
    programId,
  }: { readonly affiliateId?: AffiliateId | undefined; readonly programId?: ProgramId | undefined },
  { limit, after }: PageRequest,
): Promise<Page<PayoutTerms>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(payoutTerms)
      .where(
        and(
          eq(payoutTerms.workspaceId, context.workspaceId),
          affiliateId ? eq(payoutTerms.affiliateId, affiliateId) : undefined,
          programId ? eq(payoutTerms.programId, programId) : undefined,
          after ? gt(payoutTerms.id, after as PayoutTermsId) : undefined,
        ),
      )
      .orderBy(asc(payoutTerms.id))
      .limit(limit + 1);
    return cutPage(rows, limit, ({ id }) => id);
  });
}

/** What applies now to a scope, or the input that names nothing. */
export function findTermsInForce(
  context: Context,
  scope: TermsScope,
): Promise<Result<TermsInForce, NotFound | InvalidFields>> {
  return transact(context, async (tx) => {
    const missing = await findMissing(tx, context, scope);
    if (missing) return fail(missing);
    const [found] = await loadTermsInForce(tx, context, [scope]);
    if (!found) throw new Error("a scope has terms");
    return ok(found);
  });
}

/** What applies now to each scope, in their order, by one statement. */
async function loadTermsInForce(
  tx: Db,
  { workspaceId, now }: Context,
  scopes: readonly TermsScope[],
): Promise<readonly TermsInForce[]> {
  const ids = (name: keyof TermsScope) => sql.param(scopes.map((scope) => scope[name]));
  const { rows } = (await tx.execute(sql`
    select affiliate_id as "affiliateId", program_id as "programId", hold_days as "holdDays", net, schedule, minimums,
           requires_tax_form as "requiresTaxForm", requires_method as "requiresMethod", countries,
           method_kinds as "methodKinds", payout_currency as "payoutCurrency"
      from payout_terms_of(${workspaceId}, ${now.toISOString()}::timestamptz,
                           ${ids("affiliateId")}::text[], ${ids("programId")}::text[])`)) as unknown as {
    rows: readonly TermsInForce[];
  };
  return rows;
}

function judgeHold({ holdDays, affiliateId }: PayoutTermsInput): Invalid | null {
  if (holdDays === null || affiliateId !== null) return null;
  const message = "is of an affiliate's terms alone: a program has its own";
  return { code: "invalid", param: "hold_days", message };
}
