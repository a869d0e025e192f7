import { describe, expect, it } from "vitest";
import { apiWithSample } from "../support/api-with-sample.ts";
import { ANSWERS, applicants, problemsOf } from "../support/applicants.ts";
import { mailsTo, openBrowser } from "../support/people.ts";

const shop = apiWithSample();
const { apply, decide, newPerson, programWith, putForm } = applicants(shop);

describe("an application", () => {
  it("keeps what was answered and consented to, and waits for the merchant", async () => {
    const programId = await programWith();
    const { browser, email } = await newPerson();
    const made = await apply(browser, programId);
    expect(made.body).toMatchObject({
      status: "pending",
      email,
      answers: ANSWERS,
      accepted_terms: "2026-11",
    });
    expect([made.status, made.body.program_name, made.body.explanation]).toEqual([201, "Shoes", undefined]);
    const shown = await shop.get(`/v1/applications/${made.body.id}`);
    expect(shown.body).toMatchObject({ form_version: 1, explanation: "No rule approves anybody at once." });
    const form = await shop.get(`/v1/programs/${programId}/application-form`);
    expect(shown.body.form_hash).toBe(form.body.hash);
    expect(Date.parse(shown.body.consented_at)).toBeGreaterThan(Date.now() - 60_000);
    const listed = await shop.get(`/v1/applications?program_id=${programId}&status=pending`);
    expect(listed.body.data.map(({ id }: { id: string }) => id)).toEqual([made.body.id]);
    expect((await browser.call("GET", "/v1/me/applications")).body.data).toEqual([made.body]);
    expect((await browser.call("GET", "/v1/me/affiliates")).body.data).toEqual([]);
    expect((await shop.acts(made.body.id)).map(({ action }) => action)).toEqual(["application.submitted"]);
    expect(JSON.stringify(await shop.acts(made.body.id))).not.toContain(email);
  });

  it("is told all that is wrong with it, and leaves nothing", async () => {
    const programId = await programWith();
    const { browser } = await newPerson();
    const bad = { accepted_terms: "2025-01", answers: { channel: "radio", more: 1 } };
    expect(problemsOf(await apply(browser, programId, bad))).toEqual([
      ...[422, "accepted_terms", "answers.site", "answers.channel", "answers.more"],
    ]);
    expect((await apply(browser, programId, { country: "Germany" })).status).toBe(422);
    expect((await browser.call("GET", "/v1/me/applications")).body.data).toEqual([]);
  });

  it("is of the form as it is now: one that was changed meanwhile is read anew", async () => {
    const programId = await programWith();
    const { browser } = await newPerson();
    await putForm(programId, { group: "writers" });
    await putForm(programId, { group: "writers", questions: [] });
    expect(problemsOf(await apply(browser, programId))).toEqual([409, "form_version"]);
    expect(problemsOf(await apply(browser, programId, { form_version: 9 }))).toEqual([409, "form_version"]);
    await putForm(programId, { group: "others", questions: [] });
    // The third version asks what the fourth does.
    const made = await apply(browser, programId, { form_version: 3, answers: {} });
    expect([made.status, made.body.form_version]).toEqual([201, 4]);
  });

  it("stands once, however many come at once", async () => {
    const programId = await programWith();
    const { browser } = await newPerson();
    const all = await Promise.all(Array.from({ length: 6 }, () => apply(browser, programId)));
    expect(all.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  });

  it("takes a session, and is counted", async () => {
    const programId = await programWith();
    expect((await apply(openBrowser(shop), programId)).status).toBe(401);
    const { browser } = await newPerson();
    const all = await Promise.all(
      Array.from({ length: 30 }, () => apply(browser, programId, { answers: {} })),
    );
    expect(all.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(10);
  });

  it("is there for the merchant of the program, and for nobody else", async () => {
    const { browser } = await newPerson();
    const { id } = (await apply(browser, await programWith())).body;
    expect((await shop.get(`/v1/applications/${id}`, shop.otherKey)).status).toBe(404);
    expect((await decide(id, "approve", {}, shop.otherKey)).status).toBe(404);
    expect((await decide(id, "reject", { reason: "no" }, shop.otherKey)).status).toBe(404);
    const other = await newPerson();
    expect((await other.browser.call("GET", "/v1/me/applications")).body.data).toEqual([]);
    const theirs = await shop.get("/v1/applications", shop.otherKey);
    expect(theirs.body.data).toEqual([]);
  });
});

describe("an approval", () => {
  it("makes an affiliate of the group, its login, and a mail, in one act of the merchant", async () => {
    const programId = await programWith({ group: "writers" });
    const { browser, email } = await newPerson();
    const { id } = (await apply(browser, programId)).body;
    const approved = (await decide(id, "approve")).body;
    const affiliate = (await shop.get(`/v1/affiliates/${approved.affiliate_id}`)).body;
    expect(affiliate).toMatchObject({
      name: "Joan",
      email,
      status: "active",
      country: "DE",
      group: "writers",
    });
    const [reached] = (await browser.call("GET", "/v1/me/affiliates")).body.data;
    expect([reached.id, reached.workspace.id]).toEqual([affiliate.id, shop.sample.workspaceId]);
    const [mail] = await mailsTo(shop, email);
    expect([mail?.kind, mail?.subject]).toEqual(["application_approved", "Your application to “Shoes”"]);
    expect((await shop.acts(id)).map(({ action }) => action)).toEqual([
      ...["application.approved", "application.submitted"],
    ]);
    const events = (await shop.get(`/v1/events?subject_id=${id}`)).body.data;
    expect(events.map(({ type }: { type: string }) => type).sort()).toEqual([
      ...["application.approved", "application.submitted"],
    ]);
    // Once more is harmless; the other way is not open any more.
    expect((await decide(id, "approve")).body).toEqual(approved);
    expect(problemsOf(await decide(id, "reject", { reason: "no" }))).toEqual([409, "id"]);
    expect(problemsOf(await apply(browser, programId))).toEqual([409, "program_id"]);
  });

  it("makes one affiliate, however many approve at once", async () => {
    const { browser, email } = await newPerson();
    const { id } = (await apply(browser, await programWith())).body;
    const all = await Promise.all(Array.from({ length: 6 }, () => decide(id, "approve")));
    expect(new Set(all.map(({ status, body }) => `${status} ${body.affiliate_id}`)).size).toBe(1);
    const made = await shop.get(`/v1/affiliates?email=${encodeURIComponent(email)}`);
    expect(made.body.data).toHaveLength(1);
    const mails = (await mailsTo(shop, email)).filter(({ kind }) => kind === "application_approved");
    expect(mails).toHaveLength(1);
  });

  it("of a second program in the workspace is of the same affiliate, also where both come at once", async () => {
    const { browser } = await newPerson();
    const ids = [];
    for (const programId of [await programWith(), await programWith()]) {
      ids.push((await apply(browser, programId)).body.id);
    }
    const all = await Promise.all(ids.map((id) => decide(id, "approve")));
    expect(all.map(({ status }) => status)).toEqual([200, 200]);
    expect(all[0]?.body.affiliate_id).toBe(all[1]?.body.affiliate_id);
    expect((await browser.call("GET", "/v1/me/affiliates")).body.data).toHaveLength(1);
  });

  it("may name an affiliate that there is, unless it is suspended, another's, or not who the person is", async () => {
    const { browser } = await newPerson();
    const { id } = (await apply(browser, await programWith())).body;
    const make = async (name: string) =>
      (await shop.post("/v1/affiliates", { name, email: `${name}@a.example` })).body.id;
    const [named, suspended] = [await make("named"), await make("suspended")];
    await shop.patch(`/v1/affiliates/${suspended}`, { status: "suspended" });
    const approve = (affiliate_id: string, of = id) => decide(of, "approve", { affiliate_id });
    expect(problemsOf(await approve(suspended))).toEqual([409, "affiliate_id"]);
    const [foreign] = shop.other.affiliates;
    expect(problemsOf(await approve(foreign.affiliateId))).toEqual([422, "affiliate_id"]);
    expect((await approve(named)).body).toMatchObject({ status: "approved", affiliate_id: named });
    const second = (await apply(browser, await programWith())).body.id;
    expect(problemsOf(await approve(await make("another"), second))).toEqual([409, "affiliate_id"]);
    await shop.patch(`/v1/affiliates/${named}`, { status: "suspended" });
    expect(problemsOf(await decide(second, "approve"))).toEqual([409, "affiliate_id"]);
    expect(problemsOf(await apply(browser, await programWith()))).toEqual([409, "program_id"]);
  });
});

describe("a rejection", () => {
  it("tells the applicant why, and the first reason stands", async () => {
    const { browser, email } = await newPerson();
    const { id } = (await apply(browser, await programWith())).body;
    expect(problemsOf(await decide(id, "reject"))).toEqual([422, "reason"]);
    const rejected = await decide(id, "reject", { reason: "Your site is not about shoes." });
    expect(rejected.body).toMatchObject({ status: "rejected", affiliate_id: null });
    expect((await decide(id, "reject", { reason: "Another" })).body).toEqual(rejected.body);
    expect(problemsOf(await decide(id, "approve"))).toEqual([409, "id"]);
    const [mail] = await mailsTo(shop, email);
    expect([mail?.kind, mail?.text]).toEqual([
      "application_rejected",
      expect.stringContaining("Your site is not about shoes."),
    ]);
    const [own] = (await browser.call("GET", "/v1/me/applications")).body.data;
    expect([own.status, own.reason]).toEqual(["rejected", "Your site is not about shoes."]);
  });

  it("can be followed by another application once the form's days are over, or never", async () => {
    const { browser } = await newPerson();
    for (const [days, status] of [
      [0, 201],
      [30, 409],
      [null, 409],
    ] as const) {
      const programId = await programWith({ reapply_after_days: days });
      const { id } = (await apply(browser, programId)).body;
      await decide(id, "reject", { reason: "no" });
      expect((await apply(browser, programId)).status, `${days}`).toBe(status);
    }
  });
});

describe("a rule for approving at once", () => {
  it("approves whom it fits, and says why", async () => {
    const rule = {
      countries: ["DE"],
      email_domains: ["Blog.Example"],
      answers: [{ question: "channel", in: ["blog"] }],
    };
    const programId = await programWith({ auto_approve: [rule], group: "writers" });
    const fitting = await newPerson("blog.example");
    const approved = await apply(fitting.browser, programId);
    expect([approved.status, approved.body.status]).toEqual([201, "approved"]);
    const shown = (await shop.get(`/v1/applications/${approved.body.id}`)).body;
    expect([shown.decided_by, shown.explanation]).toEqual([
      "system:approve-applications",
      "Rule 1 fits: the country DE, the domain blog.example, the answer to channel.",
    ]);
    expect((await fitting.browser.call("GET", "/v1/me/affiliates")).body.data).toHaveLength(1);
    const [mail] = await mailsTo(shop, fitting.email);
    expect(mail?.kind).toBe("application_approved");
    const another = await newPerson("blog.example");
    const waits = await apply(another.browser, programId, { country: "FR" });
    expect([waits.status, waits.body.status]).toEqual([201, "pending"]);
  });

  it("approves two applications of one person at once as one affiliate", async () => {
    const everyone = { auto_approve: [{ everyone: true }] };
    const programs = [await programWith(everyone), await programWith(everyone)];
    const { browser } = await newPerson();
    const all = await Promise.all(programs.map((programId) => apply(browser, programId)));
    expect(all.map(({ body }) => body.status)).toEqual(["approved", "approved"]);
    expect(all[0]?.body.affiliate_id).toBe(all[1]?.body.affiliate_id);
  });

  it("leaves somebody whose address an affiliate has already to a person", async () => {
    const programId = await programWith({ auto_approve: [{ everyone: true }] });
    const { browser, email } = await newPerson();
    await shop.post("/v1/affiliates", { name: "Known", email: email.toUpperCase() });
    const { body } = await apply(browser, programId);
    expect(body.status).toBe("pending");
    expect((await shop.get(`/v1/applications/${body.id}`)).body.explanation).toContain("a person decides");
  });
});
