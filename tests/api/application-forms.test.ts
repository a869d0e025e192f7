import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { apiWithSample } from "../support/api-with-sample.ts";
import { applicants, problemsOf, QUESTIONS, TERMS } from "../support/applicants.ts";
import { insertKey } from "../support/call-api.ts";
import { openBrowser } from "../support/people.ts";
import { asOwner } from "../support/sample.ts";

const shop = apiWithSample();
const { apply, newPerson, programWith, putForm } = applicants(shop);

describe("an application form", () => {
  it("is a chain of versions, of which one that is the same as the newest is that one", async () => {
    const programId = await programWith();
    const path = `/v1/programs/${programId}/application-form`;
    expect((await putForm(programId, {})).body.version).toBe(1);
    const second = await putForm(programId, { group: "writers" });
    expect([second.body.version, second.body.group]).toEqual([2, "writers"]);
    const [first, newest] = [await shop.get(`${path}?version=1`), await shop.get(path)];
    expect([first.body.group, newest.body.version]).toEqual([null, 2]);
    // What the merchant alone sees is no part of what is consented to.
    expect(first.body.hash).toBe(newest.body.hash);
    const third = await putForm(programId, { terms: { ...TERMS, version: "2026-12" } });
    expect(third.body.hash).not.toBe(first.body.hash);
    expect((await shop.acts(programId)).map(({ action }) => action).slice(0, 3)).toEqual(
      Array(3).fill("application_form.version_created"),
    );
  });

  it("is one version more for many that come at once with the same", async () => {
    const programId = await programWith();
    const all = await Promise.all(Array.from({ length: 6 }, () => putForm(programId, { group: "g" })));
    expect(new Set(all.map(({ status, body }) => `${status} ${body.version}`))).toEqual(new Set(["200 2"]));
  });

  it.each([
    [{ questions: [{ id: "a", kind: "magic", label: "?" }] }, "questions[0].kind"],
    [{ questions: [QUESTIONS[0], QUESTIONS[0]] }, "questions[1].id"],
    [{ questions: [{ id: "constructor", kind: "url", label: "?" }] }, "questions[0].id"],
    [{ questions: [{ id: "a", kind: "choice", label: "?", options: [] }] }, "questions[0].options"],
    [{ questions: [{ id: "a", kind: "number", label: "?", min: 2, max: 1 }] }, "questions[0].max"],
    [{ terms: { version: "1" } }, "terms.url"],
    [{ terms: { version: "1", url: "http://shop.example/" } }, "terms.url"],
    [{ auto_approve: [{}] }, "auto_approve[0]"],
    [{ auto_approve: [{ answers: [{ question: "site", in: ["x"] }] }] }, "auto_approve[0].answers[0]"],
    [{ reapply_after_days: -1 }, "reapply_after_days"],
  ])("is refused as %j, which names %s", async (form, param) => {
    const programId = await programWith();
    expect(problemsOf(await putForm(programId, form))).toEqual([422, param]);
  });

  it("approves by rules of nobody who may not approve, and asks for that right for nothing else", async () => {
    const programId = await programWith();
    const { workspaceId } = shop.sample;
    const scopes = ["programs:write"] as const;
    const { key } = await asOwner(shop.database.ownerUrl, (db) => insertKey(db, workspaceId, { scopes }));
    const put = (form: object) =>
      shop.api.call("PUT", `/v1/programs/${programId}/application-form`, key, {
        questions: QUESTIONS,
        terms: TERMS,
        ...form,
      });
    const refused = await put({ auto_approve: [{ everyone: true }] });
    expect([refused.status, refused.body.error.code]).toEqual([403, "forbidden"]);
    expect((await put({ auto_approve: [] })).status).toBe(200);
  });

  it("shows anybody what it asks, and nothing of whom it takes", async () => {
    const programId = await programWith({ auto_approve: [{ countries: ["AT"] }], group: "writers" });
    const read = await openBrowser(shop).call("GET", `/v1/application-forms/${programId}`);
    expect([read.status, read.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(Object.keys(read.body).sort()).toEqual([
      ...["hash", "merchant_name", "object", "program_id", "program_name", "questions", "terms", "version"],
    ]);
    expect(read.body).toMatchObject({ program_name: "Shoes", terms: { ...TERMS, text: null } });
  });

  it("takes an application as the docs show it, and answers so", async () => {
    const docs = readFileSync("docs/api-applications.md", "utf8");
    const examples = [...docs.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = ""]) => JSON.parse(text));
    const [form] = examples;
    const programId = await programWith(form);
    const { browser } = await newPerson();
    const shown = examples.find((example) => example.accepted_terms && !example.object);
    const made = await browser.call("POST", `/v1/application-forms/${programId}/applications`, shown);
    const answer = examples.find(({ object, program_name: of }) => object === "application" && of);
    expect([made.status, made.body.status]).toEqual([201, answer.status]);
    expect(Object.keys(made.body).sort()).toEqual(Object.keys(answer).sort());
    const read = await browser.call("GET", `/v1/application-forms/${programId}`);
    const publicly = examples.find(({ merchant_name: of }) => of);
    expect(Object.keys(read.body).sort()).toEqual(Object.keys(publicly).sort());
  });

  it("is not there where it is closed, the program is not active or has none, or there is none", async () => {
    const { browser } = await newPerson();
    const closed = await programWith({ open: false });
    const paused = await programWith();
    await shop.patch(`/v1/programs/${paused}`, { status: "paused" });
    for (const id of [closed, paused, shop.sample.programId, "prg_none", `prg_${"0".repeat(26)}`]) {
      expect((await browser.call("GET", `/v1/application-forms/${id}`)).status, id).toBe(404);
      expect((await apply(browser, id)).status, id).toBe(404);
    }
  });
});
