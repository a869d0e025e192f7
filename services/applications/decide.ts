import { and, eq } from "drizzle-orm";
import type { AffiliateId, ApplicationId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { affiliates, applications, people } from "../../db/schema/index.ts";
import { createAffiliate } from "../affiliates/affiliates.ts";
import { tellOfLogin } from "../affiliates/contact-notice.ts";
import { findOwnAffiliate, lockApplicant, tieLogin } from "../affiliates/tie-login.ts";
import { isSamePerson } from "../members/same-person.ts";
import { prove } from "../people/by-proof.ts";
import { actorOf } from "../people/context.ts";
import { audit } from "../shared/audit.ts";
import { type Context, transact, transactOrRefuse } from "../shared/context.ts";
import type { Conflict, Forbidden, NotFound } from "../shared/problems.ts";
import type { ApplicationRow } from "./application-row.ts";
import { newestForm } from "./forms.ts";
import { type Mailing, mailDecision } from "./mail-decision.ts";

/** Why an application is not decided so. */
type Refusal = NotFound | Conflict;

/**
 * Approves an application: its person becomes the login of an affiliate, an active one that is made for it, the one that
 * it is in this workspace already, or the one that the merchant names, which is told. Exactly once, however many approve: twice is harmless.
 * Nobody approves an application of their own.
 */
export async function approveApplication(
  context: Context,
  id: ApplicationId,
  given: { readonly affiliateId?: AffiliateId | undefined; readonly group?: string | undefined },
  mailing: Mailing,
): Promise<Result<ApplicationRow, Refusal | Forbidden>> {
  return transactOrRefuse<ApplicationRow, Refusal | Forbidden>(context, async (tx) => {
    const row = await lockApplication(tx, context, id);
    if (!row) return fail({ code: "not_found", param: null });
    if (await isSamePerson(tx, context, actorOf(row.personId))) return fail(OWN);
    if (row.status === "rejected" || row.status === "withdrawn") return fail(decided(row.status));
    if (row.status === "approved") {
      const isSame = given.affiliateId === undefined || given.affiliateId === row.affiliateId;
      return isSame ? ok(row) : fail(conflict("affiliate_id", `is another than ${row.affiliateId}`));
    }
    const form = await newestForm(tx, row, row.formVersion);
    const group = given.group ?? form?.group ?? null;
    return approveWithin(tx, context, row, { ...given, group, mailing });
  });
}

/** As `approveApplication`, within the transaction of its cause, which has locked the applicant. */
export async function approveWithin(
  tx: Db,
  context: Context,
  row: ApplicationRow,
  {
    affiliateId: named,
    group,
    mailing,
  }: {
    readonly affiliateId?: AffiliateId | undefined;
    readonly group: string | null;
    readonly mailing: Mailing;
  },
): Promise<Result<ApplicationRow, Refusal>> {
  const tied = (await findOwnAffiliate(tx, context, row.personId))?.id;
  if (tied && named !== undefined && named !== tied) {
    return fail(conflict("affiliate_id", `must be ${tied}, which the applicant is already`));
  }
  const email = await currentEmail(tx, row);
  const chosen = await chooseAffiliate(tx, context, { ...row, email }, { id: tied ?? named, group });
  if (!chosen.ok) return chosen;
  const affiliateId = chosen.value;
  if (!tied) {
    const login = await tieLogin(tx, context, { affiliateId, personId: row.personId });
    if (named !== undefined) await tellOfLogin(tx, context, mailing.envelopeKeys, login);
  }
  const after = await writeDecision(tx, context, row, { status: "approved", affiliateId });
  await mailDecision(tx, context, { ...after, email }, mailing);
  const { programId, formVersion } = row;
  const change = { from: "pending", to: "approved", programId, formVersion, affiliateId };
  await audit(tx, context, [
    ...(tied
      ? []
      : [
          {
            action: "affiliate_login.created" as const,
            subjectId: affiliateId,
            change: { personId: row.personId },
          },
        ]),
    { action: "application.approved", subjectId: row.id, change },
  ]);
  return ok(after);
}

/** Rejects an application, and tells the applicant why. Twice is harmless, and the first reason stands. */
export function rejectApplication(
  context: Context,
  id: ApplicationId,
  { reason, mailing }: { readonly reason: string; readonly mailing: Mailing },
): Promise<Result<ApplicationRow, Refusal>> {
  return transact(context, async (tx) => {
    const row = await lockApplication(tx, context, id);
    if (!row) return fail({ code: "not_found", param: null });
    if (row.status === "rejected") return ok(row);
    if (row.status !== "pending") return fail(decided(row.status));
    const after = await writeDecision(tx, context, row, { status: "rejected", reason });
    await mailDecision(tx, context, { ...after, email: await currentEmail(tx, row) }, mailing);
    const { programId, formVersion } = row;
    const change = { from: "pending", to: "rejected", programId, formVersion };
    await audit(tx, context, [{ action: "application.rejected", subjectId: id, change }]);
    return ok(after);
  });
}

const OWN: Forbidden = { code: "forbidden", message: "This application is your own: another approves it." };
const conflict = (param: string, message: string): Conflict => ({ code: "conflict", param, message });
/** Refuses what would decide otherwise. */
export const decided = (as: Exclude<ApplicationRow["status"], "pending">): Conflict =>
  conflict("id", `is of an application that was ${as}`);

const isApplication = ({ workspaceId }: Pick<Context, "workspaceId">, id: ApplicationId) =>
  and(eq(applications.workspaceId, workspaceId), eq(applications.id, id));

/** An application of the workspace, whose person nobody else decides about until the transaction ends, or null. */
export async function lockApplication(
  tx: Db,
  context: Context,
  id: ApplicationId,
): Promise<ApplicationRow | null> {
  const [found] = await tx.select().from(applications).where(isApplication(context, id));
  if (!found) return null;
  await lockApplicant(tx, context, found.personId);
  const [row] = await tx.select().from(applications).where(isApplication(context, id)).for("update");
  return row ?? null;
}

/** Writes what came of a locked application, and who made that of it. */
export async function writeDecision(
  tx: Db,
  context: Context,
  { id }: ApplicationRow,
  set: Partial<ApplicationRow>,
): Promise<ApplicationRow> {
  const [row] = await tx
    .update(applications)
    .set({ ...set, decidedAt: context.now, decidedBy: context.actor })
    .where(isApplication(context, id))
    .returning();
  if (!row) throw new Error("a locked application was not written");
  return row;
}

/**
 * The applicant's address as it is now: the one that it applied with may be another's by the time it is decided. What it
 * consented with stays in the application.
 */
async function currentEmail(tx: Db, { personId }: ApplicationRow): Promise<string> {
  await prove(tx, { personId });
  const [person] = await tx.select({ email: people.email }).from(people).where(eq(people.id, personId));
  if (!person) throw new Error(`${personId} is gone`);
  return person.email;
}

/** The affiliate that is meant, if it may promote, or a new one. */
async function chooseAffiliate(
  tx: Db,
  context: Context,
  { name, email, country }: ApplicationRow,
  { id, group }: { readonly id: AffiliateId | undefined; readonly group: string | null },
): Promise<Result<AffiliateId, Refusal>> {
  if (id === undefined) {
    const made = await createAffiliate({ ...context, db: tx }, { name, email, country, group });
    if (!made.ok) throw new Error(`an affiliate was not made of an application: ${made.error.code}`);
    return ok(made.value.id);
  }
  const [row] = await tx
    .select({ status: affiliates.status })
    .from(affiliates)
    .where(and(eq(affiliates.workspaceId, context.workspaceId), eq(affiliates.id, id)))
    .for("share");
  if (!row) return fail({ code: "not_found", param: "affiliate_id" });
  return row.status === "active" ? ok(id) : fail(conflict("affiliate_id", `is ${id}, which is suspended`));
}
