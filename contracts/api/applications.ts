import * as z from "zod/mini";
import type { AutoApproveRule, Question } from "../../core/applications/form.ts";
import { country } from "../country.ts";
import { shownAs } from "../described.ts";
import { line, linesOf, storableJson } from "../text.ts";
import { id, name, problem, uniqueIds, webAddress } from "./parts.ts";

const QUESTIONS_MAX = 50;
const OPTIONS_MAX = 50;
const RULES_MAX = 20;
const VALUES_MAX = 250;
const SHORT_CHARS_MAX = 500;
const LONG_CHARS_MAX = 5_000;
const ANSWERS_CHARS_MAX = 40_000;
const TERMS_CHARS_MAX = 20_000;
const REAPPLY_DAYS_DEFAULT = 30;

const questionId = z.string().check(z.regex(/^[a-z][a-z0-9_]{0,31}$/, "must be 1 to 32 of a-z, 0-9 and _"));
const asked = { id: questionId, label: line(300), required: z._default(z.boolean(), true) };
const maxChars = (max: number) => z._default(z.int().check(z.minimum(1), z.maximum(max)), max);
const bound = z.number().check(z.minimum(-1e12), z.maximum(1e12));
const listOf = <Value extends z.ZodMiniType>(value: Value, max: number) =>
  z.array(value).check(
    z.minLength(1, "must not be empty"),
    z.maxLength(max, `must not be longer than ${max}`),
    z.refine((list) => new Set(list).size === list.length, "must not name anything twice"),
  );
const options = listOf(line(200), OPTIONS_MAX);

/** A question of an application form. */
export const applicationQuestion = z.discriminatedUnion("kind", [
  z.strictObject({ ...asked, kind: z.literal("short_text"), max_chars: maxChars(SHORT_CHARS_MAX) }),
  z.strictObject({ ...asked, kind: z.literal("long_text"), max_chars: maxChars(LONG_CHARS_MAX) }),
  z.strictObject({ ...asked, kind: z.literal("url") }),
  z.strictObject({ ...asked, kind: z.literal("yes_no") }),
  z.strictObject({ ...asked, kind: z.literal("choice"), options }),
  z.strictObject({ ...asked, kind: z.literal("choices"), options }),
  z
    .strictObject({ ...asked, kind: z.literal("number"), min: bound, max: bound })
    .check(z.refine(({ min, max }) => min <= max, { error: "must not be below min", path: ["max"] })),
]);

const terms = z
  .strictObject({
    version: line(64),
    url: z._default(z.nullable(webAddress), null),
    text: z._default(z.nullable(linesOf(TERMS_CHARS_MAX)), null),
  })
  .check(
    z.refine(({ url, text }) => url !== null || text !== null, {
      ...{ error: "or text is needed: what is consented to can be read", path: ["url"] },
    }),
  );

const condition = z.strictObject({
  question: questionId,
  in: z.optional(listOf(z.union([z.boolean(), line(200)]), VALUES_MAX)),
  min: z.optional(bound),
  max: z.optional(bound),
});

const domain = z
  .string()
  .check(
    z.regex(/^[^\s@]{1,190}\.[^\s@.]{2,63}$/, "must be the domain of an address, e.g. mail.example"),
    z.toLowerCase(),
  );

/** Approves whoever applies. */
export const everyoneRule = z.strictObject({ everyone: z.literal(true) });
/** What a rule that approves at once may ask for. */
export const autoApproveParts = {
  countries: z.optional(listOf(country, VALUES_MAX)),
  email_domains: z.optional(listOf(domain, VALUES_MAX)),
  answers: z.optional(z.array(condition).check(z.minLength(1), z.maxLength(QUESTIONS_MAX))),
};

const rule = z.union(
  [
    everyoneRule,
    z
      .strictObject(autoApproveParts)
      .check(z.refine((given) => Object.values(given).some((each) => each !== undefined))),
  ],
  { error: "must be everyone, or one or more of countries, email_domains and answers" },
);

/** `PUT /v1/programs/{id}/application-form`. */
export const putFormRequest = z.strictObject({
  open: z._default(z.boolean(), true),
  questions: z
    .array(applicationQuestion as unknown as z.ZodMiniType<Question, Question>)
    .check(z.maxLength(QUESTIONS_MAX, `must not be more than ${QUESTIONS_MAX}`), uniqueQuestions),
  terms,
  auto_approve: z._default(
    z
      .array(rule as unknown as z.ZodMiniType<AutoApproveRule, AutoApproveRule>)
      .check(z.maxLength(RULES_MAX, `must not be more than ${RULES_MAX}`)),
    [],
  ),
  group: z._default(z.nullable(line(64)), null),
  reapply_after_days: z._default(
    z.nullable(z.int().check(z.minimum(0), z.maximum(3_650))),
    REAPPLY_DAYS_DEFAULT,
  ),
});

function uniqueQuestions(context: z.core.ParsePayload<Question[]>): void {
  uniqueIds<Question>(context);
  for (const [at, { id: each }] of context.value.entries()) {
    // A name that every object has is no name for an answer.
    if (each in {}) context.issues.push(problem(each, "is a name of ours", [at, "id"]));
  }
}

/** Answers by the ids of their questions; what each may be, its question says. */
export const applicationAnswers = z.record(
  questionId,
  z.nullable(z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
);

/** `POST /v1/application-forms/{program_id}/applications`. */
export const applyRequest = z.strictObject({
  form_version: z.int().check(z.minimum(1), z.maximum(2_147_483_647)),
  name,
  country,
  answers: shownAs(storableJson(ANSWERS_CHARS_MAX), applicationAnswers),
  /** The version of the terms that the applicant consents to. */
  accepted_terms: line(64),
});

/** `POST /v1/applications/{id}/approve`. */
export const approveApplicationRequest = z.strictObject({
  affiliate_id: z.optional(id),
  group: z.optional(line(64)),
});

/** `POST /v1/applications/{id}/reject`. */
export const rejectApplicationRequest = z.strictObject({ reason: linesOf(1_000) });
