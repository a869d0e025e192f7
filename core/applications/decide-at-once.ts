import type { Answers } from "./answers.ts";
import type { AnswerCondition, AutoApproveRule } from "./form.ts";

/** Who applies, as far as rules ask. */
export type Applicant = {
  readonly country: string;
  /** The address that was proved. */
  readonly email: string;
  readonly answers: Answers;
};

/** Whether an application is approved at once, and why or why not, for the merchant to read. */
export type AtOnce = { readonly isApproved: boolean; readonly explanation: string };

/** Approves whoever the first of the rules fits whole; whoever none fits waits for a person. */
export function decideAtOnce(rules: readonly AutoApproveRule[], applicant: Applicant): AtOnce {
  if (rules.length === 0) return { isApproved: false, explanation: "No rule approves anybody at once." };
  const misses: string[] = [];
  for (const [at, rule] of rules.entries()) {
    const tried = tryRule(rule, applicant);
    if (tried.misses === null)
      return { isApproved: true, explanation: `Rule ${at + 1} fits: ${tried.fits}.` };
    misses.push(`rule ${at + 1}: ${tried.misses}`);
  }
  return { isApproved: false, explanation: `No rule fits: ${misses.join("; ")}.` };
}

/** What of a rule fits, in words, and the first thing that does not. */
type Tried = { readonly fits: string; readonly misses: string | null };

function tryRule(rule: AutoApproveRule, applicant: Applicant): Tried {
  if ("everyone" in rule) return { fits: "it takes everyone", misses: null };
  const { country, email } = applicant;
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  const conditions = [
    ...(rule.countries ? [{ name: `the country ${country}`, holds: rule.countries.includes(country) }] : []),
    ...(rule.email_domains
      ? [{ name: `the domain ${domain}`, holds: rule.email_domains.includes(domain) }]
      : []),
    ...(rule.answers ?? []).map((condition) => ({
      name: `the answer to ${condition.question}`,
      holds: isAnswered(condition, applicant.answers[condition.question] ?? null),
    })),
  ];
  const missed = conditions.find(({ holds }) => !holds);
  const fits = conditions.map(({ name }) => name).join(", ");
  return { fits, misses: missed ? `${missed.name} is not one it takes` : null };
}

/** No answer fits no condition; of several choices all must be among those that are asked for. */
function isAnswered({ in: values, min, max }: AnswerCondition, answer: unknown): boolean {
  if (answer === null) return false;
  if (typeof answer === "number") {
    return answer >= (min ?? Number.NEGATIVE_INFINITY) && answer <= (max ?? Number.POSITIVE_INFINITY);
  }
  const given: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  return (
    given.length > 0 && given.every((each) => (values as readonly unknown[] | undefined)?.includes(each))
  );
}
