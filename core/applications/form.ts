/** What every question has. */
type Asked = {
  /** Names the answer. */
  readonly id: string;
  readonly label: string;
  readonly required: boolean;
};

/** A question of an application form, as it is stored and shown. */
export type Question = Asked &
  (
    | { readonly kind: "short_text" | "long_text"; readonly max_chars: number }
    | { readonly kind: "url" | "yes_no" }
    | { readonly kind: "choice" | "choices"; readonly options: readonly string[] }
    | { readonly kind: "number"; readonly min: number; readonly max: number }
  );

/** The terms of a program: what an applicant consents to, by its version. */
export type Terms = { readonly version: string; readonly url: string | null; readonly text: string | null };

/** What an answer must be for a rule to fit: one of some values, all of those chosen among them, or a number of a span. */
export type AnswerCondition = {
  readonly question: string;
  readonly in?: readonly (string | boolean)[];
  readonly min?: number;
  readonly max?: number;
};

/** Approves at once whoever all of it fits; `everyone` stands alone. */
export type AutoApproveRule =
  | { readonly everyone: true }
  | {
      readonly countries?: readonly string[];
      /** In lower case; the domain itself, none below it. */
      readonly email_domains?: readonly string[];
      readonly answers?: readonly AnswerCondition[];
    };

/** One thing that is wrong with what was given, by the field it is in. */
export type FieldProblem = { readonly param: string; readonly message: string };

/** What is wrong with the rules of a form by its questions: each condition asks what its question can answer. */
export function judgeRules(
  questions: readonly Question[],
  rules: readonly AutoApproveRule[],
): readonly FieldProblem[] {
  return rules.flatMap((rule, at) =>
    "everyone" in rule
      ? []
      : (rule.answers ?? []).flatMap((condition, place) => {
          const message = conditionProblem(
            questions.find(({ id }) => id === condition.question),
            condition,
          );
          const param = `auto_approve[${at}].answers[${place}]`;
          return message === null ? [] : [{ param, message }];
        }),
  );
}

const isEmptySpan = ({ min = -Infinity, max = Infinity }: AnswerCondition): boolean => min > max;

function conditionProblem(question: Question | undefined, condition: AnswerCondition): string | null {
  if (!question) return "names no question of the form";
  const isSpan = condition.min !== undefined || condition.max !== undefined;
  switch (question.kind) {
    case "number":
      if (!isSpan || condition.in !== undefined) return "asks for min or max, since its question is a number";
      return isEmptySpan(condition) ? "has a min above its max, which no number fits" : null;
    case "yes_no":
      return isSpan || !condition.in?.every((value) => typeof value === "boolean")
        ? "asks for in with true or false"
        : null;
    case "choice":
    case "choices":
      return isSpan || !condition.in?.every((value) => question.options.includes(String(value)))
        ? "asks for in with options of its question"
        : null;
    default:
      return "names a question whose answer is free, which no rule can judge";
  }
}
