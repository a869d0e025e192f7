import { and, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { constantTimeEqual } from "../../core/shared/encoding.ts";
import type { PersonId, ProofId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import { signInProofs } from "../../db/schema/index.ts";
import { keyedHash } from "../../platform/keyed-hash.ts";
import { newId } from "../../platform/random.ts";
import { byProof, prove } from "./by-proof.ts";
import type { PeopleContext } from "./context.ts";
import { readLinkToken } from "./secrets.ts";

export type ProofRow = typeof signInProofs.$inferSelect;
type ProofKind = ProofRow["kind"];

/** Tries of one code, after which it is of no use. */
const TRIES_MAX = 5;

/** What is to be given back, by whom, and until when. */
type NewProof = {
  readonly kind: ProofKind;
  /** The code or the challenge; it is looked at together with the proof's id. */
  readonly secret: string;
  readonly lifetimeMs: number;
  readonly emailHash?: string;
  readonly personId?: PersonId;
  readonly detail?: Readonly<Record<string, unknown>>;
};

/** Notes what is to be given back, and what it is called meanwhile. */
export async function makeProof(
  tx: Db,
  context: PeopleContext,
  { kind, secret, lifetimeMs, emailHash, personId, detail = {} }: NewProof,
): Promise<{ readonly id: ProofId; readonly expiresAt: Date }> {
  const { now } = context;
  const id = newId("prf", now.getTime());
  const expiresAt = new Date(now.getTime() + lifetimeMs);
  await prove(tx, { proofId: id });
  await tx.insert(signInProofs).values({
    ...{ id, kind, emailHash, personId, detail, expiresAt, createdAt: now },
    hash: proofHash(context, id, secret),
  });
  return { id, expiresAt };
}

/** The hash of a code with the proof it is of: the same code of another proof is another. */
const proofHash = ({ pepper }: PeopleContext, id: ProofId, secret: string): string =>
  keyedHash(pepper, "proof", `${id} ${secret}`);

/**
 * Counts a try of a proof and gives it if it can still be proved: not spent, not expired, not tried five times. The
 * count stands before the code is looked at, so that of many tries at once no more than five are.
 */
export function tryProof(
  { db, now }: PeopleContext,
  { id, kind }: { readonly id: ProofId; readonly kind: ProofKind },
): Promise<ProofRow | null> {
  return byProof(db, { proofId: id }, async (tx) => {
    const [row] = await tx
      .update(signInProofs)
      .set({ tries: sql`${signInProofs.tries} + 1` })
      .where(
        and(
          ...[eq(signInProofs.id, id), eq(signInProofs.kind, kind), isNull(signInProofs.spentAt)],
          ...[gt(signInProofs.expiresAt, now), lt(signInProofs.tries, TRIES_MAX)],
        ),
      )
      .returning();
    return row ?? null;
  });
}

/** True of the code or the secret that a proof was made with; the time it takes does not tell where another differs. */
export function isProvedBy(context: PeopleContext, proof: ProofRow, secret: string): boolean {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  return constantTimeEqual(bytes(proofHash(context, proof.id, secret)), bytes(proof.hash));
}

/** A proof that somebody gave back, of a person. */
type Proved = ProofRow & { readonly personId: PersonId };

/** Counts a try of the proof that a token is of, and gives it where the token proves it; else null. */
export async function tryToken(
  context: PeopleContext,
  { token, kind }: { readonly token: string; readonly kind: ProofKind },
): Promise<Proved | null> {
  const named = readLinkToken(token);
  const proof = named && (await tryProof(context, { id: named.id, kind }));
  return proof && ifProved(context, proof, named.secret);
}

/**
 * The proof that a mailed link is of, where the link proves it; else null. Nobody guesses its 256 bits, so no try is
 * counted: what stands beside it may be wrong any number of times, and the link is still good.
 */
export async function findByLink(
  context: PeopleContext,
  { token, kind }: { readonly token: string; readonly kind: ProofKind },
): Promise<Proved | null> {
  const named = readLinkToken(token);
  if (!named) return null;
  const [proof] = await byProof(context.db, { proofId: named.id }, (tx) =>
    tx
      .select()
      .from(signInProofs)
      .where(
        and(
          ...[eq(signInProofs.id, named.id), eq(signInProofs.kind, kind), isNull(signInProofs.spentAt)],
          gt(signInProofs.expiresAt, context.now),
        ),
      ),
  );
  return proof ? ifProved(context, proof, named.secret) : null;
}

function ifProved(context: PeopleContext, proof: ProofRow, secret: string): Proved | null {
  const { personId } = proof;
  return personId !== null && isProvedBy(context, proof, secret) ? { ...proof, personId } : null;
}

/** Spends a proof together with what it leads to; false if another spent it first. */
export async function spendProof(tx: Db, { now }: PeopleContext, id: ProofId): Promise<boolean> {
  await prove(tx, { proofId: id });
  const rows = await tx
    .update(signInProofs)
    .set({ spentAt: now })
    .where(and(eq(signInProofs.id, id), isNull(signInProofs.spentAt)))
    .returning({ id: signInProofs.id });
  return rows.length === 1;
}

/**
 * Spends all that a person has been asked for and not given back: half-done sign-ins, and links that were mailed. Comes
 * before the person's sessions end, so that a sign-in which is ended meanwhile is among those.
 */
export async function endProofs(tx: Db, { now }: PeopleContext, personId: PersonId): Promise<void> {
  await tx
    .update(signInProofs)
    .set({ spentAt: now })
    .where(and(eq(signInProofs.personId, personId), isNull(signInProofs.spentAt)));
}
