import { and, desc, eq, ne, sql } from "drizzle-orm";
import { judgeAnswers } from "../../core/applications/answers.ts";
import { type AtOnce, decideAtOnce } from "../../core/applications/decide-at-once.ts";
import type { ProgramId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { affiliatePeople, affiliates, applications, people } from "../../db/schema/index.ts";
import { parseUrl } from "../../platform/parse-url.ts";
import { newId } from "../../platform/random.ts";
import { findOwnAffiliate, lockApplicant } from "../affiliates/tie-login.ts";
import { byProof } from "../people/by-proof.ts";
import { actorOf, type PeopleContext } from "../people/context.ts";
import type { Session } from "../people/find-session.ts";
import type { SignInProblem } from "../people/problems.ts";
import { takeTry } from "../people/throttle.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transactOrRefuse } from "../shared/context.ts";
import type { Conflict, InvalidFields, NotFound } from "../shared/problems.ts";
import type { ApplicationRow } from "./application-row.ts";
import { approveWithin } from "./decide.ts";
import { type FormRow, findPublicForm, newestForm, type PublicForm } from "./forms.ts";
import type { OwnApplication } from "./read-applications.ts";

const DAY_MS = 86_400_000;

/** Who approves where a rule does. */
const BY_RULE = "system:approve-applications";

/** An application as it is given. */
export type GivenApplication = {
  readonly formVersion: number;
  readonly name: string;
  readonly country: string;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly acceptedTerms: string;
};

/** Why an application is not taken. */
type Refusal = SignInProblem | NotFound | Conflict | InvalidFields;

/**
 * Applies to a program as the person who is signed in, and approves it at once where a rule of the form fits. One
 * application of a person to a program stands at a time; after a rejection there may be another, once the form's days are over.
 */
export async function applyToProgram(
  call: PeopleContext,
  { personId }: Pick<Session, "personId">,
  programId: ProgramId,
  given: GivenApplication,
): Promise<Result<OwnApplication, Refusal>> {
  const until = await takeTry(call, { trying: "application", account: personId });
  if (until) return fail({ code: "too_many_tries", until });
  const { db, requestId, now, networkHash } = call;
  const shown = await findPublicForm(db, programId);
  if (!shown) return fail({ code: "not_found", param: null });
  const [person] = await byProof(db, { personId }, (tx) =>
    tx.select({ email: people.email }).from(people).where(eq(people.id, personId)),
  );
  if (!person) throw new Error("a session has no person");
  const applying = { ...given, personId, email: person.email };
  const context: Context = {
    ...{ db, requestId, now, networkHash, workspaceId: shown.workspaceId },
    actor: actorOf(personId),
  };
  return transactOrRefuse<OwnApplication, Refusal>(context, async (tx) => {
    await lockApplicant(tx, context, personId);
    const judged = await judge(tx, context, shown, applying);
    if (!judged.ok) return judged;
    const { form, isAgain, atOnce } = judged.value;
    const id = newId("app", now.getTime());
    const { name, email, country, answers } = applying;
    const [row] = await tx
      .insert(applications)
      .values({
        ...{
          workspaceId: context.workspaceId,
          id,
          programId,
          formVersion: form.version,
          formHash: form.hash,
        },
        ...{ personId, name, email, country, answers, explanation: atOnce.explanation, createdAt: now },
        ...{ termsVersion: form.terms.version, consentedAt: now },
      })
      .returning();
    if (!row) throw new Error("a new application was not written");
    const { version: formVersion, hash: formHash, terms } = form;
    const change = { programId, formVersion, formHash, termsVersion: terms.version, isAgain };
    await audit(tx, context, [{ action: "application.submitted", subjectId: id, change }]);
    const { programName } = shown;
    if (!atOnce.isApproved) return ok({ ...row, programName });
    const by = { ...context, actor: BY_RULE } as const;
    const approved = await approveWithin(tx, by, row, { group: form.group, mailing: call });
    return approved.ok ? ok({ ...approved.value, programName }) : approved;
  });
}

type Applying = GivenApplication & { readonly email: string; readonly personId: ApplicationRow["personId"] };
type Judged = { readonly form: FormRow; readonly isAgain: boolean; readonly atOnce: AtOnce };

/** What is known of the form and the applicant once nobody else decides about either. */
async function judge(
  tx: Db,
  context: Context,
  shown: PublicForm,
  applying: Applying,
): Promise<Result<Judged, Conflict | InvalidFields | NotFound>> {
  const [form, seen] = [await newestForm(tx, shown), await newestForm(tx, shown, applying.formVersion)];
  if (!form?.isOpen) return fail({ code: "not_found", param: null });
  // Another version may differ in what the merchant alone sees.
  if (seen?.hash !== form.hash)
    return fail(conflict("form_version", `is not the form's: that is ${form.version}`));
  const problems = judgeAnswers(form.questions, applying.answers, isWebAddress);
  const termsProblems =
    applying.acceptedTerms === form.terms.version
      ? []
      : [{ param: "accepted_terms", message: `must be the version of the terms, ${form.terms.version}` }];
  const fields = [...termsProblems, ...problems];
  if (fields.length > 0) return fail({ code: "invalid_fields", fields });
  const earlier = await findEarlier(tx, context, shown.programId, applying);
  const refusal = earlier && refuseAgain(earlier, form, context.now);
  if (refusal) return fail(refusal);
  const own = await findOwnAffiliate(tx, context, applying.personId);
  if (own?.status === "suspended") return fail(SUSPENDED);
  const atOnce = decideAtOnce(form.autoApprove, applying);
  const isAgain = earlier !== null;
  return ok({ form, isAgain, atOnce: own ? atOnce : await unlessKnown(tx, context, applying, atOnce) });
}

const conflict = (param: string, message: string): Conflict => ({ code: "conflict", param, message });
const SUSPENDED = conflict("program_id", "is of a merchant with whom you are suspended");

function isWebAddress(text: string): boolean {
  const url = parseUrl(text);
  return url !== null && (url.protocol === "https:" || url.protocol === "http:");
}

function refuseAgain(earlier: ApplicationRow, form: FormRow, now: Date): Conflict | null {
  if (earlier.status === "pending") return conflict("program_id", `is applied to already, by ${earlier.id}`);
  if (earlier.status === "approved") return conflict("program_id", "is one that you are in");
  if (form.reapplyDays === null) return conflict("program_id", "is one that rejected you for good");
  const from = (earlier.decidedAt?.getTime() ?? 0) + form.reapplyDays * DAY_MS;
  if (now.getTime() >= from) return null;
  return conflict("program_id", `can be applied to again from ${new Date(from).toISOString()}`);
}

/** The last application that came to anything: one that was withdrawn is as if it had not been. */
async function findEarlier(
  tx: Db,
  { workspaceId }: Context,
  programId: ProgramId,
  { personId }: Applying,
): Promise<ApplicationRow | null> {
  const [row] = await tx
    .select()
    .from(applications)
    .where(
      and(
        ...[eq(applications.workspaceId, workspaceId), eq(applications.programId, programId)],
        ...[eq(applications.personId, personId), ne(applications.status, "withdrawn")],
      ),
    )
    .orderBy(desc(applications.id))
    .limit(1);
  return row ?? null;
}

/**
 * A merchant decides by hand about somebody who is the login of nobody there, but was, or has the address of an affiliate:
 * a rule lets nobody back whom a person took out.
 */
async function unlessKnown(
  tx: Db,
  { workspaceId }: Context,
  { email, personId }: Applying,
  atOnce: AtOnce,
): Promise<AtOnce> {
  if (!atOnce.isApproved) return atOnce;
  const byHand = (why: string): AtOnce => {
    return { isApproved: false, explanation: `${atOnce.explanation} But ${why}: a person decides.` };
  };
  const [removed] = await tx
    .select({ id: affiliatePeople.affiliateId })
    .from(affiliatePeople)
    .where(and(eq(affiliatePeople.workspaceId, workspaceId), eq(affiliatePeople.personId, personId)))
    .orderBy(affiliatePeople.affiliateId)
    .limit(1);
  if (removed) return byHand(`the applicant was the login of ${removed.id} until that was ended`);
  const hasAddress = sql`lower(${affiliates.email}) = ${email}`;
  const [known] = await tx
    .select({ id: affiliates.id })
    .from(affiliates)
    .where(and(eq(affiliates.workspaceId, workspaceId), hasAddress))
    .orderBy(affiliates.id)
    .limit(1);
  return known ? byHand(`${known.id} has the address already`) : atOnce;
}
