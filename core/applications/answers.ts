import type { FieldProblem, Question } from "./form.ts";

/** Answers by the ids of their questions, as they were given. */
export type Answers = Readonly<Record<string, unknown>>;

const URL_CHARS_MAX = 2_048;

/**
 * What is wrong with the answers to a form, in the order of its questions. Null counts as no answer.
 *
 * @param isAddress says whether a text is an absolute address on the web
 */
export function judgeAnswers(
  questions: readonly Question[],
  answers: Answers,
  isAddress: (text: string) => boolean,
): readonly FieldProblem[] {
  const known = new Set(questions.map(({ id }) => id));
  const found = questions.flatMap((question) => {
    const message = answerProblem(question, answers[question.id] ?? null, isAddress);
    return message === null ? [] : [{ param: `answers.${question.id}`, message }];
  });
  const unknown = Object.keys(answers).filter((id) => !known.has(id));
  return [...found, ...unknown.map((id) => ({ param: `answers.${id}`, message: "answers no question" }))];
}

function answerProblem(
  question: Question,
  answer: unknown,
  isAddress: (text: string) => boolean,
): string | null {
  if (answer === null) return question.required ? "is needed" : null;
  switch (question.kind) {
    case "short_text":
    case "long_text":
      return textProblem(answer, question);
    case "url":
      return typeof answer === "string" && answer.length <= URL_CHARS_MAX && isAddress(answer)
        ? null
        : "must be an http or https address";
    case "yes_no":
      return typeof answer === "boolean" ? null : "must be true or false";
    case "choice":
      return typeof answer === "string" && question.options.includes(answer)
        ? null
        : "must be one of the options";
    case "choices":
      return choicesProblem(answer, question);
    case "number":
      return typeof answer === "number" && answer >= question.min && answer <= question.max
        ? null
        : `must be a number from ${question.min} to ${question.max}`;
  }
}

/** What breaks a line, and what no store keeps. */
const CONTROL = /[\p{Cc}\p{Cs}]/u;
const CONTROL_IN_LINES = /(?![\n\r\t])[\p{Cc}\p{Cs}]/u;

function textProblem(
  answer: unknown,
  { kind, max_chars: max, required }: Extract<Question, { readonly max_chars: number }>,
): string | null {
  if (typeof answer !== "string") return "must be text";
  if (required && answer.trim() === "") return "is needed";
  if (answer.length > max) return `must be at most ${max} characters`;
  const unstorable = kind === "short_text" ? CONTROL : CONTROL_IN_LINES;
  return unstorable.test(answer) ? "must not hold control characters" : null;
}

function choicesProblem(
  answer: unknown,
  { options, required }: Extract<Question, { readonly options: readonly string[] }>,
): string | null {
  if (!Array.isArray(answer) || !answer.every((each) => options.includes(each))) {
    return "must be a list of options";
  }
  if (new Set(answer).size < answer.length) return "must name each option once";
  return required && answer.length === 0 ? "is needed" : null;
}
