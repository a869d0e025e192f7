import { and, eq, gt, lte, sql } from "drizzle-orm";
import type { KeyId, PersonId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { idempotencyKeys } from "../../db/schema/index.ts";
import { type Seal, seal, unseal } from "../../platform/seal.ts";
import { type Context, transact } from "../shared/context.ts";

/** A call that came with an `Idempotency-Key`: a repeat of it is known by all but the last two. */
export type KeyedCall = {
  readonly callerId: KeyId | PersonId;
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey: string;
  /** SHA-256 of what was asked, hex: a repeat asks for the same. */
  readonly fingerprint: string;
  /** What the caller has and no store holds: what is kept opens for it alone. */
  readonly secret: string;
};

/** What a call was answered. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

/**
 * What came of it: the answer of now or that of before, a key that was used for another call, or one whose
 * call is still under way.
 */
export type KeyedOutcome =
  | { readonly kind: "answered" | "replayed"; readonly answer: Answer }
  | { readonly kind: "mismatch" | "in_flight" };

/**
 * Runs a call's work in one transaction with the keeping of its answer, so that there is never one without
 * the other: a repeat within 24 hours gets the answer of before and does nothing.
 *
 * Only what took effect is kept. A refusal, thrown or answered, rolls back all that the work wrote.
 *
 * @param work is given the context whose transactions are savepoints of this one
 */
export async function answerOnce(
  context: Context,
  call: KeyedCall,
  work: (context: Context) => Promise<Answer>,
): Promise<KeyedOutcome> {
  try {
    return await transact(context, async (tx) => {
      const kept = await findAnswer(tx, context, call);
      if (kept) return kept;
      if (!(await lock(tx, context, call))) return { kind: "in_flight" };
      // Anew, for what the last holder of the lock wrote.
      const justKept = await findAnswer(tx, context, call);
      if (justKept) return justKept;
      await dropExpired(tx, context, call);
      const answer = await work({ ...context, db: tx });
      if (answer.status < 200 || answer.status > 299) throw new Unkept(answer);
      await keepAnswer(tx, context, call, answer);
      return { kind: "answered", answer };
    });
  } catch (error) {
    if (error instanceof Unkept) return { kind: "answered", answer: error.answer };
    throw error;
  }
}

/** Carries a refusal out of the transaction that it rolls back. */
class Unkept extends Error {
  constructor(readonly answer: Answer) {
    super("refused");
  }
}

/** Held until the transaction ends, however it ends; false where another has it. */
async function lock(tx: Db, context: Context, call: KeyedCall): Promise<boolean> {
  const { rows } = (await tx.execute(sql`
    select pg_try_advisory_xact_lock(hashtextextended(${placeOf(context, call)}, 0)) as is_ours`)) as unknown as {
    rows: { is_ours: boolean }[];
  };
  return rows[0]?.is_ours === true;
}

const isOf = (context: Context, call: KeyedCall) =>
  and(
    eq(idempotencyKeys.workspaceId, context.workspaceId),
    eq(idempotencyKeys.callerId, call.callerId),
    eq(idempotencyKeys.method, call.method),
    eq(idempotencyKeys.path, call.path),
    eq(idempotencyKeys.idempotencyKey, call.idempotencyKey),
  );

/** Null where nothing is kept, or what is kept has expired. */
async function findAnswer(tx: Db, context: Context, call: KeyedCall): Promise<KeyedOutcome | null> {
  const [kept] = await tx
    .select({
      fingerprint: idempotencyKeys.fingerprint,
      status: idempotencyKeys.status,
      headers: idempotencyKeys.headers,
      sealedBody: idempotencyKeys.sealedBody,
    })
    .from(idempotencyKeys)
    .where(and(isOf(context, call), gt(idempotencyKeys.expiresAt, sql`now()`)));
  if (!kept) return null;
  if (kept.fingerprint !== call.fingerprint) return { kind: "mismatch" };
  const { status, headers, sealedBody } = kept;
  return {
    kind: "replayed",
    answer: { status, headers, body: await unseal(sealedBody, sealOf(context, call)) },
  };
}

/** Its place is needed; a cron may drop it at the same moment. */
async function dropExpired(tx: Db, context: Context, call: KeyedCall): Promise<void> {
  await tx
    .delete(idempotencyKeys)
    .where(and(isOf(context, call), lte(idempotencyKeys.expiresAt, sql`now()`)));
}

async function keepAnswer(tx: Db, context: Context, call: KeyedCall, answer: Answer): Promise<void> {
  const { callerId, method, path, idempotencyKey, fingerprint } = call;
  const { status, headers, body } = answer;
  await tx.insert(idempotencyKeys).values({
    ...{ workspaceId: context.workspaceId, callerId, method, path, idempotencyKey, fingerprint },
    ...{ status, headers, sealedBody: await seal(body, sealOf(context, call)) },
  });
}

function placeOf(context: Context, { callerId, method, path, idempotencyKey }: KeyedCall): string {
  return JSON.stringify([context.workspaceId, callerId, method, path, idempotencyKey]);
}

function sealOf(context: Context, call: KeyedCall): Seal {
  return { secret: call.secret, place: placeOf(context, call) };
}
