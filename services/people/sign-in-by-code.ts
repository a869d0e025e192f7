import { eq } from "drizzle-orm";
import type { PersonId, ProofId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { people } from "../../db/schema/index.ts";
import { openJson, sealJson } from "../../platform/envelope.ts";
import { newId, randomBytes } from "../../platform/random.ts";
import { byProof, prove } from "./by-proof.ts";
import { actorOf, emailHashOf, normalEmail, type PeopleContext } from "./context.ts";
import { noteEvent } from "./events.ts";
import { mailPerson } from "./mails.ts";
import { NOT_PROVED, type SignInProblem } from "./problems.ts";
import { isProvedBy, makeProof, type ProofRow, spendProof, tryProof } from "./proofs.ts";
import { finishFirstFactor, type SignedIn } from "./start-session.ts";
import { forgiveTries, takeTry } from "./throttle.ts";

const CODE_MS = 600_000;
const CODE_DIGITS = 8;
/** Where the address of a proof is sealed for. */
const addressPlace = (emailHash: string): string => `sign_in_proofs ${emailHash}`;

/**
 * Mails a code to an address. All that is done is the same whether or not somebody has it: who proves a new address by
 * its code becomes a person by that, and not before.
 */
export async function requestEmailCode(
  context: PeopleContext,
  given: string,
): Promise<Result<{ readonly id: ProofId; readonly expiresAt: Date }, SignInProblem>> {
  const email = normalEmail(given);
  const emailHash = emailHashOf(context, email);
  const until = await takeTry(context, { trying: "code_request", account: emailHash });
  if (until) return fail({ code: "too_many_tries", until });
  const code = randomDigits();
  const sealed = await sealJson(email, { keys: context.envelopeKeys, place: addressPlace(emailHash) });
  return byProof(context.db, { emailHash }, async (tx) => {
    const proof = await makeProof(tx, context, {
      ...{ kind: "email_code", secret: code, lifetimeMs: CODE_MS, emailHash, detail: { email: sealed } },
    });
    await mailPerson(tx, context, {
      kind: "sign_in_code",
      to: email,
      subject: `${code} is your code to sign in`,
      text: `Your code is ${code}. It is good for ten minutes, once, at ${context.origin}.\n\nIf you did not ask for it, nobody is signed in, and you need do nothing.`,
    });
    await noteEvent(tx, context, {
      ...{ stream: emailHash, actor: "anyone", action: "sign_in.code_requested", subjectId: proof.id },
    });
    return ok(proof);
  });
}

/** Signs in by a code that was mailed, or asks for the second factor of who has one. */
export async function signInByCode(
  context: PeopleContext,
  { id, code }: { readonly id: ProofId; readonly code: string },
): Promise<Result<SignedIn, SignInProblem>> {
  const proof = await tryProof(context, { id, kind: "email_code" });
  if (!proof?.emailHash) return fail(NOT_PROVED);
  const { emailHash } = proof;
  if (!isProvedBy(context, proof, code)) {
    await byProof(context.db, { emailHash }, (tx) =>
      noteEvent(tx, context, {
        ...{ stream: emailHash, actor: "anyone", action: "sign_in.refused", subjectId: id },
        change: { method: "email_code", tries: proof.tries },
      }),
    );
    return fail(NOT_PROVED);
  }
  const signedIn = await byProof(context.db, { emailHash }, async (tx) => {
    if (!(await spendProof(tx, context, id))) return null;
    const personId = await personOf(tx, context, { emailHash, email: await addressOf(context, proof) });
    return finishFirstFactor(tx, context, { personId, method: "email_code", isVerified: false });
  });
  if (!signedIn) return fail(NOT_PROVED);
  await forgiveTries(context, { trying: "code_request", account: emailHash });
  return ok(signedIn);
}

/** The person of an address that was proved just now, made by it where it is new. */
async function personOf(
  tx: Db,
  context: PeopleContext,
  { emailHash, email }: { readonly emailHash: string; readonly email: string },
): Promise<PersonId> {
  const id = newId("per", context.now.getTime());
  const [made] = await tx
    .insert(people)
    .values({ id, email, emailHash, emailProvedAt: context.now, createdAt: context.now })
    .onConflictDoNothing({ target: people.emailHash })
    .returning({ id: people.id });
  if (!made) {
    const [found] = await tx.select({ id: people.id }).from(people).where(eq(people.emailHash, emailHash));
    if (!found) throw new Error("an address that is taken has no person");
    return found.id;
  }
  await prove(tx, { personId: id });
  await noteEvent(tx, context, {
    ...{ stream: id, actor: actorOf(id), action: "person.created", subjectId: id },
  });
  return id;
}

async function addressOf({ envelopeKeys }: PeopleContext, { detail, emailHash }: ProofRow): Promise<string> {
  const { email } = detail as { readonly email: string };
  return openJson<string>(email, { keys: envelopeKeys, place: addressPlace(emailHash ?? "") });
}

/** Digits of which each code is as likely as any other: 64 random bits, and a remainder that favours none by 10^-11. */
function randomDigits(): string {
  const number = randomBytes(8).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return String(number % 10n ** BigInt(CODE_DIGITS)).padStart(CODE_DIGITS, "0");
}
