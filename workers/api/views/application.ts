import * as z from "zod/mini";
import {
  applicationAnswers,
  applicationQuestion,
  autoApproveParts,
  everyoneRule,
} from "../../../contracts/api/applications.ts";
import { named } from "../../../contracts/described.ts";
import type { ApplicationRow } from "../../../services/applications/application-row.ts";
import type { FormRow, PublicForm } from "../../../services/applications/forms.ts";
import type { OwnApplication } from "../../../services/applications/read-applications.ts";
import { showInstant } from "./money.ts";
import { count, idOf, instant, maybe, maybeInstant, oneOf, several, text, view } from "./schema.ts";

const terms = view("ProgramTerms", { version: text, url: maybe(text), text: maybe(text) });
/** What was answered is null for who may not see what applicants answer. */
const autoApprove = z.union([
  everyoneRule,
  z.strictObject({ ...autoApproveParts, answers: z.optional(maybe(autoApproveParts.answers)) }),
]);
const shown = {
  object: z.literal("application_form"),
  program_id: idOf("prg"),
  version: count,
  questions: several(named("ApplicationQuestion", applicationQuestion)),
  terms,
  hash: text,
};
/** A form as its merchant sees it. */
export const formView = view("ApplicationForm", {
  ...shown,
  open: z.boolean(),
  auto_approve: several(named("AutoApproveRule", autoApprove)),
  group: maybe(text),
  reapply_after_days: maybe(count),
  created_by: text,
  created_at: instant,
});
/** A form as anybody sees it. */
export const publicFormView = view("PublicApplicationForm", {
  ...shown,
  program_name: text,
  merchant_name: text,
});
const applied = {
  id: idOf("app"),
  object: z.literal("application"),
  program_id: idOf("prg"),
  status: oneOf("pending", "approved", "rejected", "withdrawn"),
  /** Null, as all that tells of the applicant, from `erased_at` on. */
  name: maybe(text),
  email: maybe(text),
  country: maybe(text),
  answers: maybe(applicationAnswers),
  form_version: count,
  form_hash: text,
  accepted_terms: text,
  consented_at: instant,
  reason: maybe(text),
  affiliate_id: maybe(idOf("aff")),
  decided_at: maybeInstant,
  created_at: instant,
  erased_at: maybeInstant,
};
/** An application as the merchant sees it. */
export const applicationView = view("Application", {
  ...applied,
  person_id: idOf("per"),
  explanation: maybe(text),
  decided_by: maybe(text),
});
/** An application as its applicant sees it. */
export const ownApplicationView = view("OwnApplication", { ...applied, program_name: text });

/** Shows a form to its merchant. */
export function showForm(row: FormRow): z.output<typeof formView> {
  return {
    ...showAsked(row),
    open: row.isOpen,
    auto_approve: row.autoApprove as z.output<typeof formView>["auto_approve"],
    group: row.group,
    reapply_after_days: row.reapplyDays,
    created_by: row.createdBy,
    created_at: showInstant(row.createdAt),
  };
}

/** Shows a form to anybody. */
export function showPublicForm(form: PublicForm): z.output<typeof publicFormView> {
  return { ...showAsked(form), program_name: form.programName, merchant_name: form.merchantName };
}

function showAsked({
  programId,
  version,
  questions,
  terms: given,
  hash,
}: Pick<FormRow, "programId" | "version" | "questions" | "terms" | "hash">) {
  return {
    ...{ object: "application_form" as const, program_id: programId, version },
    // As their contract took them.
    questions: questions as z.output<typeof formView>["questions"],
    ...{ terms: given, hash },
  };
}

/** Shows an application to the merchant. */
export function showApplication(row: ApplicationRow): z.output<typeof applicationView> {
  const { personId, erasedAt, decidedBy } = row;
  const explanation = erasedAt ? null : row.explanation;
  return { ...showApplied(row), person_id: personId, explanation, decided_by: decidedBy };
}

/** Shows an application to its applicant: not who decided it, nor what rules said of it. */
export function showOwnApplication(row: OwnApplication): z.output<typeof ownApplicationView> {
  return { ...showApplied(row), program_name: row.programName };
}

function showApplied(row: ApplicationRow) {
  return {
    id: row.id,
    object: "application" as const,
    program_id: row.programId,
    status: row.status,
    ...showApplicant(row),
    form_version: row.formVersion,
    form_hash: row.formHash,
    accepted_terms: row.termsVersion,
    consented_at: showInstant(row.consentedAt),
    affiliate_id: row.affiliateId,
    decided_at: showInstant(row.decidedAt),
    created_at: showInstant(row.createdAt),
    erased_at: showInstant(row.erasedAt),
  };
}

function showApplicant({ erasedAt, name, email, country, answers, reason }: ApplicationRow) {
  if (erasedAt) return { name: null, email: null, country: null, answers: null, reason: null };
  return { name, email, country, answers: answers as z.output<typeof applicationAnswers>, reason };
}
