import type { AffiliateId, ApplicationId, PersonId, ProgramId, WorkspaceId } from "../../core/shared/id.ts";
import type { Db } from "../../db/client.ts";
import * as schema from "../../db/schema/index.ts";
import { newId } from "../../platform/random.ts";

type Applied = {
  readonly workspaceId: WorkspaceId;
  readonly programId: ProgramId;
  readonly personId: PersonId;
};

/** Gives a program a form that asks nothing and approves nobody at once. */
export async function insertForm(db: Db, of: Pick<Applied, "workspaceId" | "programId">): Promise<void> {
  await db
    .insert(schema.applicationForms)
    .values({
      ...{ ...of, version: 1, isOpen: true, questions: [], autoApprove: [], hash: "0".repeat(64) },
      ...{ terms: { version: "1", url: "https://shop.example/terms", text: null }, createdBy: "system:test" },
    })
    .onConflictDoNothing();
}

/** Writes an application that waits. */
export async function insertApplication(db: Db, of: Applied): Promise<ApplicationId> {
  const id = newId("app", Date.now());
  await db.insert(schema.applications).values({
    ...{ ...of, id, formVersion: 1, formHash: "0".repeat(64), name: "Joan", email: `${id}@people.example` },
    ...{ country: "DE", answers: {}, termsVersion: "1", consentedAt: new Date(), explanation: "side" },
  });
  return id;
}

/** Makes a person the login of an affiliate. */
export async function insertLogin(
  db: Db,
  of: { readonly workspaceId: WorkspaceId; readonly affiliateId: AffiliateId; readonly personId: PersonId },
): Promise<void> {
  await db.insert(schema.affiliatePeople).values({ ...of, createdBy: "system:test" });
}

/** Writes a row into each table of applications. */
export async function insertApplicationRows(
  db: Db,
  { affiliateId, ...of }: Applied & { readonly affiliateId: AffiliateId },
): Promise<void> {
  await insertForm(db, of);
  await insertApplication(db, of);
  await insertLogin(db, { workspaceId: of.workspaceId, personId: of.personId, affiliateId });
}
