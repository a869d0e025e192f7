import { describe, expect, it } from "vitest";
import { withDatabase } from "../../db/client.ts";
import { eraseEndedApplications } from "../../services/applications/erase-ended.ts";
import { emailHashOf } from "../../services/people/context.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import { ANSWERS, applicants, problemsOf } from "../support/applicants.ts";
import { asOwnerSql, type Browser, mailsTo } from "../support/people.ts";
import { contextOf } from "../support/sample.ts";

const shop = apiWithSample();
const { apply, decide, newPerson, programWith } = applicants(shop);
const DAY_MS = 86_400_000;

const withdraw = (browser: Browser, id: string) => browser.call("POST", `/v1/me/applications/${id}/withdraw`);
const actsOf = async (id: string) => (await shop.acts(id)).map(({ action }) => action);

describe("an application that is withdrawn", () => {
  it("is decided by nobody any more, and another may follow it at once", async () => {
    const programId = await programWith({ reapply_after_days: null });
    const { browser } = await newPerson();
    const { id } = (await apply(browser, programId)).body;
    const withdrawn = await withdraw(browser, id);
    expect([withdrawn.status, withdrawn.body.status, withdrawn.body.program_name]).toEqual([
      ...[200, "withdrawn", "Shoes"],
    ]);
    expect((await withdraw(browser, id)).body).toEqual(withdrawn.body);
    expect(await actsOf(id)).toEqual(["application.withdrawn", "application.submitted"]);
    const events = (await shop.get(`/v1/events?subject_id=${id}&type=application.withdrawn`)).body.data;
    expect(events).toHaveLength(1);
    expect(problemsOf(await decide(id, "approve"))).toEqual([409, "id"]);
    expect(problemsOf(await decide(id, "reject", { reason: "no" }))).toEqual([409, "id"]);
    const listed = await shop.get(`/v1/applications?program_id=${programId}&status=withdrawn`);
    expect(listed.body.data.map((row: { id: string }) => row.id)).toEqual([id]);
    expect((await apply(browser, programId)).status).toBe(201);
  });

  it("ends no refusal: who was rejected for good and withdraws is so still", async () => {
    const programId = await programWith({ reapply_after_days: 0 });
    const { browser } = await newPerson();
    await decide((await apply(browser, programId)).body.id, "reject", { reason: "no" });
    const again = (await apply(browser, programId)).body.id;
    expect((await withdraw(browser, again)).status).toBe(200);
    await applicants(shop).putForm(programId, { reapply_after_days: null });
    expect(problemsOf(await apply(browser, programId))).toEqual([409, "program_id"]);
  });

  it("was one's own and not decided yet", async () => {
    const { browser } = await newPerson();
    const { id } = (await apply(browser, await programWith())).body;
    const other = await newPerson();
    expect((await withdraw(other.browser, id)).status).toBe(404);
    expect((await withdraw(browser, "app_none")).status).toBe(404);
    await decide(id, "approve");
    expect(problemsOf(await withdraw(browser, id))).toEqual([409, "id"]);
    const rejected = (await apply(browser, await programWith())).body.id;
    await decide(rejected, "reject", { reason: "no" });
    expect(problemsOf(await withdraw(browser, rejected))).toEqual([409, "id"]);
  });

  it("and approved at once is one of both", async () => {
    const { browser } = await newPerson();
    for (let round = 0; round < 6; round += 1) {
      const { id } = (await apply(browser, await programWith())).body;
      const [approved, withdrawn] = await Promise.all([decide(id, "approve"), withdraw(browser, id)]);
      expect([approved.status, withdrawn.status].sort()).toEqual([200, 409]);
    }
  });
});

describe("an application that came to nothing", () => {
  const eraseAfter = (days: number) =>
    withDatabase(shop.database.env, (db) =>
      eraseEndedApplications(contextOf(db, shop.sample.workspaceId, new Date(Date.now() + days * DAY_MS))),
    );

  it("tells nothing of its applicant 180 days later, and holds a refusal for good", async () => {
    await eraseAfter(200);
    const programId = await programWith({ reapply_after_days: null });
    const { browser, email } = await newPerson();
    const rejected = (await apply(browser, programId)).body.id;
    await decide(rejected, "reject", { reason: "Your site, Joan." });
    const withdrawn = (await apply(browser, await programWith())).body.id;
    await withdraw(browser, withdrawn);
    const pending = (await apply(browser, await programWith())).body.id;
    const approved = (await apply(browser, await programWith())).body.id;
    await decide(approved, "approve");
    expect([await eraseAfter(179), await eraseAfter(181), await eraseAfter(181)]).toEqual([0, 2, 0]);
    const nothing = { name: null, email: null, country: null, answers: null, explanation: null };
    for (const id of [rejected, withdrawn]) {
      const { body } = await shop.get(`/v1/applications/${id}`);
      expect(body).toMatchObject({ ...nothing, reason: null, accepted_terms: "2026-11" });
      expect(body.erased_at).not.toBeNull();
      expect((await actsOf(id))[0]).toBe("application.erased");
      const kept = (await asOwnerSql(
        shop,
        `select t::text as row from applications t where id = '${id}'`,
      )) as {
        rows: { row: string }[];
      };
      for (const personal of [email, "Joan", ANSWERS.site]) expect(kept.rows[0]?.row).not.toContain(personal);
    }
    for (const id of [pending, approved]) {
      expect((await shop.get(`/v1/applications/${id}`)).body).toMatchObject({ email, erased_at: null });
    }
    expect(problemsOf(await apply(browser, programId))).toEqual([409, "program_id"]);
  });
});

describe("an applicant who asks to be erased", () => {
  it("is, of what came to nothing in that workspace, at once and once", async () => {
    const { browser, email } = await newPerson();
    const { id: personId } = (await browser.call("GET", "/v1/people/me")).body;
    const { id } = (await apply(browser, await programWith())).body;
    const approved = (await apply(browser, await programWith())).body.id;
    await decide(approved, "approve");
    const erase = async (by = shop.key) => {
      const { status, body } = await shop.post("/v1/erasures", { person_id: personId }, by);
      return [status, body.erased?.applications];
    };
    expect(await erase()).toEqual([202, 0]);
    await withdraw(browser, id);
    const asked = { person_id: personId, visitor_ids: ["a visitor"] };
    expect(problemsOf(await shop.post("/v1/erasures", asked, shop.otherKey))).toEqual([422, "person_id"]);
    expect((await shop.get("/v1/erasures", shop.otherKey)).body.data).toEqual([]);
    expect([await erase(), await erase()]).toEqual([
      [202, 1],
      [202, 0],
    ]);
    expect((await shop.get(`/v1/applications/${id}`)).body).toMatchObject({ name: null, email: null });
    expect((await shop.get(`/v1/applications/${approved}`)).body.email).toBe(email);
  });
});

describe("an applicant whose address changed since", () => {
  it("is told, and becomes an affiliate, at the new one", async () => {
    const { browser, email } = await newPerson();
    const ids: string[] = [];
    for (const programId of [await programWith(), await programWith()]) {
      ids.push((await apply(browser, programId)).body.id);
    }
    const moved = `moved.${email}`;
    const hash = emailHashOf({ pepper: shop.api.env.API_KEY_PEPPER }, moved);
    await asOwnerSql(
      shop,
      `update people set email = '${moved}', email_hash = '${hash}' where email = '${email}'`,
    );
    const [first = "", second = ""] = ids;
    const approved = (await decide(first, "approve")).body;
    expect(approved.email).toBe(email);
    expect((await shop.get(`/v1/affiliates/${approved.affiliate_id}`)).body.email).toBe(moved);
    await decide(second, "reject", { reason: "no" });
    expect((await mailsTo(shop, moved)).map(({ kind }) => kind)).toEqual([
      ...["application_rejected", "application_approved"],
    ]);
    expect((await mailsTo(shop, email)).filter(({ kind }) => kind.startsWith("application"))).toEqual([]);
  });
});
