import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { apiWithSample } from "../support/api-with-sample.ts";
import { insertApplication, insertForm } from "../support/application-rows.ts";
import { insertSignedIn } from "../support/member-rows.ts";
import { asOwner } from "../support/sample.ts";
import { stepUpHeaders } from "../support/step-up.ts";

/** A request as the docs show it, and the answer shown after it, if there is one. */
type Example = {
  readonly call: string;
  readonly body: Record<string, unknown>;
  readonly answer: Record<string, unknown> | null;
};

/** What the intake answers, what people call by a session (`sign-in.test.ts`, `invitations.test.ts`, `application-forms.test.ts`), and what names a thing that the docs made up. */
const ELSEWHERE =
  /^POST \/v1\/(conversions|clicks|pixel)\b|\/v1\/(sign-in|sessions?|people|organisations|invitations\/accept|application-forms)\b|\/simulations\/\{id\}|\/payouts\/\{id\}|^POST \/v1\/caps$/;

/** What takes a one-time code. */
const CODED = /^PUT \/v1\/payout-accounts\//;

const examples = readdirSync("docs")
  .filter((file) => /^api.*\.md$/.test(file))
  .flatMap((file) => readFileSync(`docs/${file}`, "utf8").split(/^### /m).slice(1))
  .flatMap((section): readonly Example[] => {
    const [, method, path] = /^`(POST|PATCH|PUT) (\/v1[^`?]*)/.exec(section) ?? [];
    if (!method || !path || ELSEWHERE.test(`${method} ${path}`)) return [];
    const blocks = [...section.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = ""]) => JSON.parse(text));
    return blocks
      .map((body, index) => ({ call: `${method} ${path}`, body, next: blocks[index + 1] }))
      .filter(({ body }) => !isAnswer(body))
      .map(({ call, body, next }) => ({ call, body, answer: next && "object" in next ? next : null }));
  });

const shop = apiWithSample();
let planId: string;
beforeAll(async () => {
  const rule = { kind: "percent", rate_bps: 1 };
  planId = (await shop.post("/v1/plans", { name: "p", rule })).body.id;
});

/** The ids of the docs are cut off: those of the sample stand for them. What is to come there is always to come. */
function withIds(given: string): string {
  const text = given.replaceAll('"2027-', `"${new Date().getUTCFullYear() + 1}-`);
  const { programId, affiliates } = shop.sample;
  const ids = { prg: programId, aff: affiliates[0].affiliateId, pln: planId };
  return Object.entries(ids).reduce((all, [prefix, id]) => all.replaceAll(`"${prefix}_…"`, `"${id}"`), text);
}

async function withPathIds(path: string): Promise<string> {
  const { programId, affiliates } = shop.sample;
  const applications = path.startsWith("/v1/applications/") ? await newApplication() : "";
  const ids = { plans: planId, programs: programId, affiliates: affiliates[0].affiliateId, applications };
  return Object.entries(ids)
    .reduce((all, [name, id]) => all.replace(`/${name}/{id}`, `/${name}/${id}`), path)
    .replace("/tax-forms/{kind}", "/tax-forms/vat")
    .replace("/document-series/{kind}", "/document-series/invoice")
    .replace("/payout-accounts/{provider}", "/payout-accounts/stripe")
    .replace("{currency}", "EUR");
}

/** One that waits: each is decided once. */
const newApplication = () =>
  asOwner(shop.database.ownerUrl, async (db) => {
    const { workspaceId, programId } = shop.sample;
    await insertForm(db, { workspaceId, programId });
    const { personId } = await insertSignedIn(db);
    return insertApplication(db, { workspaceId, programId, personId });
  });

it("there are examples", () => {
  expect(examples.length).toBeGreaterThan(12);
});

it.each(examples.map((example, index) => [example.call, index] as const))(
  "%s is taken as the docs show it, and answered so (%i)",
  async (call, index) => {
    const { body, answer } = examples[index] as Example;
    const [method = "", path = ""] = call.split(" ");
    const given = JSON.parse(withIds(JSON.stringify(body)));
    const headers = CODED.test(call) ? await stepUpHeaders(shop, shop.key) : {};
    const answered = await shop.api.call(method, await withPathIds(path), shop.key, given, headers);
    expect([answered.status, answered.body.error]).toEqual([
      expect.toSatisfy((each) => each < 300),
      undefined,
    ]);
    if (answer) expectNames(answered.body, answer);
  },
);

/** An answer may be cut by a member `…`; what is shown of it is there, and nothing else where it is not cut. */
function expectNames(actual: Record<string, unknown>, shown: Record<string, unknown>): void {
  const names = Object.keys(shown).filter((name) => name !== "…");
  expect(Object.keys(actual)).toEqual(expect.arrayContaining(names));
  if (names.length === Object.keys(shown).length) expect(names.sort()).toEqual(Object.keys(actual).sort());
}

/** An answer, or one of the errors of one. */
function isAnswer(shown: Record<string, unknown>): boolean {
  return "object" in shown || "error" in shown || "code" in shown;
}
