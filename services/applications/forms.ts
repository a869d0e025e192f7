import { and, desc, eq } from "drizzle-orm";
import { type AutoApproveRule, judgeRules, type Question, type Terms } from "../../core/applications/form.ts";
import { canonicalJson } from "../../core/shared/canonical-json.ts";
import type { ProgramId, WorkspaceId } from "../../core/shared/id.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";
import type { Db } from "../../db/client.ts";
import { applicationForms, programs, workspaces } from "../../db/schema/index.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { byProof } from "../people/by-proof.ts";
import { audit } from "../shared/audit.ts";
import { changesOf } from "../shared/changes-of.ts";
import { type Context, transact } from "../shared/context.ts";
import type { InvalidFields, NotFound } from "../shared/problems.ts";

/** A version of a program's form. */
export type FormRow = typeof applicationForms.$inferSelect;

/** A form as the merchant gives it. */
export type GivenForm = {
  readonly isOpen: boolean;
  readonly questions: readonly Question[];
  readonly terms: Terms;
  readonly autoApprove: readonly AutoApproveRule[];
  readonly group: string | null;
  readonly reapplyDays: number | null;
};

/** A form as anybody sees it: nothing of whom the merchant approves at once. */
export type PublicForm = Pick<
  FormRow,
  "workspaceId" | "programId" | "version" | "questions" | "terms" | "hash"
> & { readonly programName: string; readonly merchantName: string };

/** Gives a program another version of its form; one that is as the newest is that one. */
export function putForm(
  context: Context,
  programId: ProgramId,
  given: GivenForm,
): Promise<Result<FormRow, NotFound | InvalidFields>> {
  const problems = judgeRules(given.questions, given.autoApprove);
  if (problems.length > 0) return Promise.resolve(fail({ code: "invalid_fields", fields: problems }));
  const { workspaceId, actor, now } = context;
  return transact(context, async (tx) => {
    // Versions of one program come one after the other.
    const [program] = await tx.select().from(programs).where(isProgram(context, programId)).for("update");
    if (!program) return fail({ code: "not_found", param: null });
    const before = await newestForm(tx, { workspaceId, programId });
    if (before && canonicalJson(givenOf(before)) === canonicalJson(givenOf(given))) return ok(before);
    const version = (before?.version ?? 0) + 1;
    const hash = sha256Hex(canonicalJson({ questions: given.questions, terms: given.terms }));
    const [row] = await tx
      .insert(applicationForms)
      .values({ ...given, workspaceId, programId, version, hash, createdBy: actor, createdAt: now })
      .returning();
    if (!row) throw new Error("a new form was not written");
    const next = toldOf({ ...given, hash });
    const change = { version, ...(before ? changesOf(toldOf(before), next) : next) };
    await audit(tx, context, [{ action: "application_form.version_created", subjectId: programId, change }]);
    return ok(row);
  });
}

/** What an act tells of a form: its questions and terms by their hash alone, which may be long and are never changed. */
const toldOf = ({ isOpen, terms, autoApprove, group, reapplyDays, hash }: GivenForm & { hash: string }) => ({
  ...{ isOpen, termsVersion: terms.version, autoApprove, group, reapplyDays, hash },
});

const givenOf = ({ isOpen, questions, terms, autoApprove, group, reapplyDays }: GivenForm): GivenForm => ({
  ...{ isOpen, questions, terms, autoApprove, group, reapplyDays },
});

/** The newest form of a program of the workspace, or one of its versions; null where there is none. */
export function findForm(context: Context, programId: ProgramId, version?: number): Promise<FormRow | null> {
  const { workspaceId } = context;
  return transact(context, (tx) => newestForm(tx, { workspaceId, programId }, version));
}

/** As `findForm`, within a transaction. */
export async function newestForm(
  tx: Db,
  { workspaceId, programId }: { readonly workspaceId: WorkspaceId; readonly programId: ProgramId },
  version?: number,
): Promise<FormRow | null> {
  const [row] = await tx
    .select()
    .from(applicationForms)
    .where(
      and(
        ...[eq(applicationForms.workspaceId, workspaceId), eq(applicationForms.programId, programId)],
        version === undefined ? undefined : eq(applicationForms.version, version),
      ),
    )
    .orderBy(desc(applicationForms.version))
    .limit(1);
  return row ?? null;
}

/** The form of a program that takes applications, by the program's id alone; null for every other. */
export async function findPublicForm(db: Db, programId: ProgramId): Promise<PublicForm | null> {
  const workspaceId = await workspaceOfForm(db, programId);
  if (workspaceId === null) return null;
  const context = { db, workspaceId };
  return transact(context as Context, async (tx) => {
    const form = await newestForm(tx, { workspaceId, programId });
    const [program] = await tx
      .select({ name: programs.name, status: programs.status, merchantName: workspaces.name })
      .from(programs)
      .innerJoin(workspaces, eq(workspaces.id, programs.workspaceId))
      .where(isProgram(context, programId));
    if (!form?.isOpen || program?.status !== "active") return null;
    const { version, questions, terms, hash } = form;
    const { name: programName, merchantName } = program;
    return { workspaceId, programId, version, questions, terms, hash, programName, merchantName };
  });
}

/** The workspace of a program that has a form, before anything is known of who asks; null without one. */
async function workspaceOfForm(db: Db, programId: ProgramId): Promise<WorkspaceId | null> {
  const [row] = await byProof(db, { programId }, (tx) =>
    tx
      .select({ workspaceId: applicationForms.workspaceId })
      .from(applicationForms)
      .where(eq(applicationForms.programId, programId))
      .limit(1),
  );
  return row?.workspaceId ?? null;
}

const isProgram = ({ workspaceId }: Pick<Context, "workspaceId">, id: ProgramId) =>
  and(eq(programs.workspaceId, workspaceId), eq(programs.id, id));
