import { expect } from "vitest";
import type { ProgramId } from "../../core/shared/id.ts";
import type { ApiWithSample } from "./api-with-sample.ts";
import type { Answer } from "./call-api.ts";
import { type Browser, signIn } from "./people.ts";

/** A form with a question of two kinds, and what is asked with it. */
export const QUESTIONS = [
  { id: "site", kind: "url", label: "Your site" },
  { id: "channel", kind: "choice", label: "Channel", options: ["blog", "video"] },
];
/** The terms of every form, unless a test says otherwise. */
export const TERMS = { version: "2026-11", url: "https://shop.example/terms" };
const FORM = { questions: QUESTIONS, terms: TERMS };
/** Answers that the form takes. */
export const ANSWERS = { site: "https://joan.example/", channel: "blog" };
const GIVEN = {
  ...{ form_version: 1, name: "Joan", country: "DE", answers: ANSWERS, accepted_terms: "2026-11" },
};
let people = 0;

/** What programs, applicants and merchants do, by the API alone. */
export function applicants(shop: ApiWithSample) {
  const putForm = (programId: string, form: object, by = shop.key): Promise<Answer> =>
    shop.api.call("PUT", `/v1/programs/${programId}/application-form`, by, { ...FORM, ...form });
  return {
    putForm,
    /** A program of its own, which leads to shop.example, with a form. */
    programWith: async (form: object = {}): Promise<ProgramId> => {
      const { planId } = shop.sample;
      const hosts = { allowed_hosts: ["shop.example", "*.shop.example"] };
      const given = { name: "Shoes", currency: "EUR", plan_id: planId, ...hosts };
      const { body } = await shop.post("/v1/programs", given);
      expect((await putForm(body.id, form)).status).toBe(200);
      return body.id;
    },
    /** A person of its own who is signed in. */
    newPerson: async (domain = "joan.example"): Promise<{ browser: Browser; email: string }> => {
      people += 1;
      const email = `joan${people}@${domain}`;
      return { email, browser: await signIn(shop, email) };
    },
    apply: (browser: Browser, programId: string, change: object = {}): Promise<Answer> =>
      browser.call("POST", `/v1/application-forms/${programId}/applications`, { ...GIVEN, ...change }),
    decide: (id: string, verb: "approve" | "reject", body: object = {}, by = shop.key): Promise<Answer> =>
      shop.post(`/v1/applications/${id}/${verb}`, body, by),
  };
}

/** The status of a refusal, and the fields it names. */
export const problemsOf = ({ status, body }: Answer): unknown[] => [
  status,
  ...body.error.errors.map(({ param }: { param: string }) => param),
];
