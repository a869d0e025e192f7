import { describe, expect, it } from "vitest";
import { judgeAnswers } from "./answers.ts";
import { decideAtOnce } from "./decide-at-once.ts";
import { type AutoApproveRule, judgeRules, type Question } from "./form.ts";

const QUESTIONS: readonly Question[] = [
  { id: "site", label: "Your site", kind: "url", required: true },
  { id: "how", label: "How?", kind: "long_text", required: false, max_chars: 20 },
  { id: "nick", label: "Nick", kind: "short_text", required: true, max_chars: 10 },
  { id: "channel", label: "Channel", kind: "choice", required: true, options: ["blog", "video"] },
  { id: "topics", label: "Topics", kind: "choices", required: true, options: ["home", "garden", "tools"] },
  { id: "visits", label: "Visits", kind: "number", required: false, min: 0, max: 1_000 },
  { id: "adult", label: "Of age?", kind: "yes_no", required: true },
];
const GOOD = {
  ...{ site: "https://ada.example/", how: "By\nwriting", nick: "ada", channel: "blog" },
  ...{ topics: ["home"], visits: 10, adult: false },
};
const isAddress = (text: string) => /^https?:/.test(text);
const judged = (change: object) =>
  judgeAnswers(QUESTIONS, { ...GOOD, ...change }, isAddress).map(
    ({ param, message }) => `${param} ${message}`,
  );

describe("answers to a form", () => {
  it("are taken where each is of its question's kind, and what is not asked for may be left out", () => {
    expect(judged({})).toEqual([]);
    expect(judged({ how: null, visits: undefined })).toEqual([]);
  });

  it.each([
    [{ site: "javascript:alert(1)" }, "answers.site must be an http or https address"],
    [{ site: null }, "answers.site is needed"],
    [{ how: "x".repeat(21) }, "answers.how must be at most 20 characters"],
    [{ how: 7 }, "answers.how must be text"],
    [{ nick: "  " }, "answers.nick is needed"],
    [{ nick: "a\nb" }, "answers.nick must not hold control characters"],
    [{ how: "a\u0000" }, "answers.how must not hold control characters"],
    [{ channel: "radio" }, "answers.channel must be one of the options"],
    [{ topics: [] }, "answers.topics is needed"],
    [{ topics: ["home", "home"] }, "answers.topics must name each option once"],
    [{ topics: "home" }, "answers.topics must be a list of options"],
    [{ topics: [["home"]] }, "answers.topics must be a list of options"],
    [{ visits: 1_001 }, "answers.visits must be a number from 0 to 1000"],
    [{ visits: Number.NaN }, "answers.visits must be a number from 0 to 1000"],
    [{ visits: "10" }, "answers.visits must be a number from 0 to 1000"],
    [{ adult: "yes" }, "answers.adult must be true or false"],
    [{ more: 1 }, "answers.more answers no question"],
  ])("are refused as %j", (change, expected) => {
    expect(judged(change)).toEqual([expected]);
  });

  it("are told all that is wrong with them at once", () => {
    expect(judgeAnswers(QUESTIONS, {}, isAddress).map(({ param }) => param)).toEqual([
      ...["answers.site", "answers.nick", "answers.channel", "answers.topics", "answers.adult"],
    ]);
  });
});

const APPLICANT = { country: "DE", email: "Ada@Blog.Example", answers: GOOD };
const decided = (...rules: readonly AutoApproveRule[]) => decideAtOnce(rules, APPLICANT);

describe("the rules for approving at once", () => {
  it("approve nobody where there are none, and everybody where one says so", () => {
    expect(decided()).toEqual({ isApproved: false, explanation: "No rule approves anybody at once." });
    expect(decided({ everyone: true })).toEqual({
      ...{ isApproved: true, explanation: "Rule 1 fits: it takes everyone." },
    });
  });

  it("fit where all that they ask holds, and say which did and why", () => {
    const rule = {
      countries: ["AT", "DE"],
      email_domains: ["blog.example"],
      answers: [{ question: "visits", min: 10 }],
    };
    expect(decided({ countries: ["FR"] }, rule)).toEqual({
      isApproved: true,
      explanation: "Rule 2 fits: the country DE, the domain blog.example, the answer to visits.",
    });
    expect(decided({ ...rule, email_domains: ["example"] }, { countries: ["FR"] })).toEqual({
      isApproved: false,
      explanation:
        "No rule fits: rule 1: the domain blog.example is not one it takes; rule 2: the country DE is not one it takes.",
    });
  });

  it.each([
    [{ question: "channel", in: ["blog"] }, true],
    [{ question: "channel", in: ["video"] }, false],
    [{ question: "topics", in: ["home", "garden"] }, true],
    [{ question: "topics", in: ["garden"] }, false],
    [{ question: "adult", in: [false] }, true],
    [{ question: "adult", in: [true] }, false],
    [{ question: "visits", max: 9 }, false],
    [{ question: "visits", min: 1, max: 10 }, true],
    [{ question: "unknown", in: ["x"] }, false],
  ])("take the answer %j as %s", (condition, isApproved) => {
    expect(decided({ answers: [condition] }).isApproved).toBe(isApproved);
  });

  it("do not fit an answer that was not given, nor an empty list of choices", () => {
    const empty = { ...APPLICANT, answers: { topics: [] } };
    for (const question of ["topics", "visits"]) {
      expect(decideAtOnce([{ answers: [{ question, in: ["home"] }] }], empty).isApproved).toBe(false);
    }
  });

  it("are refused where they ask what their question cannot answer", () => {
    const problemOf = (condition: object) =>
      judgeRules(QUESTIONS, [{ everyone: true }, { answers: [condition as never] }]);
    expect(problemOf({ question: "channel", in: ["blog"] })).toEqual([]);
    expect(problemOf({ question: "visits", min: 9, max: 9 })).toEqual([]);
    for (const condition of [
      ...[
        { question: "none", in: ["x"] },
        { question: "how", in: ["x"] },
        { question: "channel", in: ["radio"] },
      ],
      ...[{ question: "visits", in: ["1"] }, { question: "visits" }, { question: "adult", in: ["true"] }],
      ...[{ question: "channel", min: 1 }, { question: "channel" }],
      { question: "visits", min: 10, max: 9 },
    ]) {
      expect(
        problemOf(condition).map(({ param }) => param),
        JSON.stringify(condition),
      ).toEqual(["auto_approve[1].answers[0]"]);
    }
  });
});
