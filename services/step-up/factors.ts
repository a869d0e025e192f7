import { and, desc, eq, isNotNull, isNull, lt } from "drizzle-orm";
import type { StepUpFactorId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { stepUpFactors } from "../../db/schema/index.ts";
import { type EnvelopeKeys, sealEnvelope } from "../../platform/envelope.ts";
import { newId } from "../../platform/random.ts";
import { newTotpSecret, totpUri } from "../../platform/totp.ts";
import { isSamePerson } from "../members/same-person.ts";
import { cutPage, type Page, type PageRequest } from "../reading/page.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact } from "../shared/context.ts";
import type { Conflict, NotFound, StepUpRequired } from "../shared/problems.ts";
import { takeTurn } from "../shared/take-turn.ts";
import {
  type CallContexts,
  type FactorRow,
  factorPlace,
  type GivenCode,
  isFactor,
  lockFactorInForce,
  type StepUp,
  type StepUpProblem,
  takeCode,
} from "./verify-step-up.ts";

/** Whose turn it is to say who is the first of a workspace, and which one is whose. */
const FACTORS = "step_up_factors";

/** A factor as it may be shown: never its secret. */
export type StepUpFactor = Omit<FactorRow, "sealed">;

/**
 * Enrols a factor for the caller and gives the address that an authenticator app takes it from, this once. It counts
 * once a first code confirmed it. Whoever has one in force proves itself by that first.
 */
export function enrolFactor(
  context: Context,
  { keys, stepUp }: { readonly keys: EnvelopeKeys; readonly stepUp: StepUp | null },
): Promise<Result<StepUpFactor & { readonly otpauthUri: string }, StepUpRequired>> {
  const { workspaceId, actor: principal, now } = context;
  return transact(context, async (tx) => {
    await takeTurn(tx, context, FACTORS);
    const inForce = await lockFactorInForce(tx, context, principal);
    if (inForce && !stepUp) return fail({ code: "step_up_required" });
    await tx
      .update(stepUpFactors)
      .set({ revokedAt: now })
      .where(
        and(isOf(context, principal), isNull(stepUpFactors.confirmedAt), isNull(stepUpFactors.revokedAt)),
      );
    const id = newId("suf", now.getTime());
    const secret = newTotpSecret();
    const sealed = await sealEnvelope(secret, { keys, place: factorPlace({ workspaceId, id }) });
    const [row] = await tx
      .insert(stepUpFactors)
      .values({ workspaceId, id, principal, sealed, createdAt: now })
      .returning();
    if (!row) throw new Error("a new factor was not written");
    await audit(tx, context, [{ action: "step_up_factor.enrolled", subjectId: id, change: { principal } }]);
    return ok({ ...withoutSecret(row), otpauthUri: totpUri(secret, principal) });
  });
}

/**
 * Confirms the caller's own factor by a first code, in place of the one before it. It counts from then on if it is
 * the first of the workspace or follows one that counts; else once another vouched for it. Twice is harmless.
 */
export async function confirmFactor(
  contexts: CallContexts,
  id: StepUpFactorId,
  given: GivenCode,
): Promise<Result<StepUpFactor, StepUpProblem | NotFound>> {
  const { context } = contexts;
  const own = await transact(context, async (tx) => {
    const [row] = await tx
      .select()
      .from(stepUpFactors)
      .where(isFactor({ ...context, id }));
    return row?.principal === context.actor && !row.revokedAt ? row : null;
  });
  if (!own) return fail({ code: "not_found", param: null });
  if (own.confirmedAt) return ok(withoutSecret(own));
  return takeCode(contexts, given, {
    find: async (tx) => {
      await takeTurn(tx, context, FACTORS);
      const row = await lockFactor(tx, context, id);
      return row && !row.revokedAt && !row.confirmedAt ? row : null;
    },
    effect: (tx, factor) => writeConfirmed(tx, context, factor),
  });
}

async function writeConfirmed(tx: Db, context: Context, factor: FactorRow): Promise<StepUpFactor> {
  const { actor: principal, now } = context;
  const vouches = await vouchesForItself(tx, context, factor);
  const replaced = await tx
    .update(stepUpFactors)
    .set({ revokedAt: now })
    .where(
      and(isOf(context, principal), isNotNull(stepUpFactors.confirmedAt), isNull(stepUpFactors.revokedAt)),
    )
    .returning({ id: stepUpFactors.id });
  const [row] = await tx
    .update(stepUpFactors)
    .set({ confirmedAt: now, ...(vouches ? { vouchedBy: principal, vouchedAt: now } : {}) })
    .where(isFactor(factor))
    .returning();
  if (!row) throw new Error("a locked factor was not written");
  const change = { principal, is_in_force: vouches, replaces: replaced.map(({ id }) => id) };
  await audit(tx, context, [{ action: "step_up_factor.confirmed", subjectId: factor.id, change }]);
  return withoutSecret(row);
}

/** True of the first of a workspace, and of one that was enrolled by a code of its principal's own in force. */
async function vouchesForItself(tx: Db, context: Context, factor: FactorRow): Promise<boolean> {
  const own = await lockFactorInForce(tx, context, factor.principal);
  if (own) return own.vouchedAt !== null && own.vouchedAt <= factor.createdAt;
  const [other] = await tx
    .select({ id: stepUpFactors.id })
    .from(stepUpFactors)
    .where(
      and(
        eq(stepUpFactors.workspaceId, context.workspaceId),
        isNotNull(stepUpFactors.vouchedAt),
        isNull(stepUpFactors.revokedAt),
      ),
    )
    .limit(1);
  return other === undefined;
}

/** Lets a confirmed factor of another count, by a code of one's own. Twice is harmless. */
export function vouchForFactor(
  context: Context,
  id: StepUpFactorId,
  stepUp: StepUp | null,
): Promise<Result<StepUpFactor, NotFound | Conflict | StepUpRequired>> {
  return transact(context, async (tx) => {
    if (!stepUp) return fail({ code: "step_up_required" });
    const factor = await lockFactor(tx, context, id);
    if (!factor || factor.revokedAt) return fail({ code: "not_found", param: null });
    if (factor.vouchedAt) return ok(withoutSecret(factor));
    if (!factor.confirmedAt) {
      return fail({ code: "conflict", param: "id", message: "must be confirmed first" });
    }
    if (await isSamePerson(tx, context, factor.principal)) {
      return fail({ code: "conflict", param: "id", message: "is your own: another person vouches for it" });
    }
    const change = { vouchedBy: context.actor, vouchedAt: context.now };
    await tx.update(stepUpFactors).set(change).where(isFactor(factor));
    await audit(tx, context, [
      { action: "step_up_factor.vouched_for", subjectId: id, change: { principal: factor.principal } },
    ]);
    return ok(withoutSecret({ ...factor, ...change }));
  });
}

/** Takes a factor out of use, by a code of one's own unless it is one's own and does not count. Twice is harmless. */
export function revokeFactor(
  context: Context,
  id: StepUpFactorId,
  stepUp: StepUp | null,
): Promise<Result<StepUpFactor, NotFound | StepUpRequired>> {
  return transact(context, async (tx) => {
    const factor = await lockFactor(tx, context, id);
    if (!factor) return fail({ code: "not_found", param: null });
    if (factor.revokedAt) return ok(withoutSecret(factor));
    const isOwnAndIdle = factor.principal === context.actor && factor.vouchedAt === null;
    if (!stepUp && !isOwnAndIdle) return fail({ code: "step_up_required" });
    await tx.update(stepUpFactors).set({ revokedAt: context.now }).where(isFactor(factor));
    await audit(tx, context, [
      { action: "step_up_factor.revoked", subjectId: id, change: { principal: factor.principal } },
    ]);
    return ok(withoutSecret({ ...factor, revokedAt: context.now }));
  });
}

/** Factors of the workspace, newest first. */
export function listFactors(context: Context, { limit, after }: PageRequest): Promise<Page<StepUpFactor>> {
  return transact(context, async (tx) => {
    const rows = await tx
      .select()
      .from(stepUpFactors)
      .where(
        and(
          eq(stepUpFactors.workspaceId, context.workspaceId),
          after ? lt(stepUpFactors.id, after as StepUpFactorId) : undefined,
        ),
      )
      .orderBy(desc(stepUpFactors.id))
      .limit(limit + 1);
    return cutPage(rows.map(withoutSecret), limit, ({ id }) => id);
  });
}

async function lockFactor(tx: Db, { workspaceId }: Context, id: StepUpFactorId): Promise<FactorRow | null> {
  const [row] = await tx.select().from(stepUpFactors).where(isFactor({ workspaceId, id })).for("update");
  return row ?? null;
}

const isOf = ({ workspaceId }: Context, principal: string) =>
  and(eq(stepUpFactors.workspaceId, workspaceId), eq(stepUpFactors.principal, principal));

function withoutSecret({ sealed: _sealed, ...shown }: FactorRow): StepUpFactor {
  return shown;
}
