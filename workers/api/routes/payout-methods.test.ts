import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { forgetEarlierContacts } from "../../../services/affiliates/forget-contacts.ts";
import { openPayoutMethods } from "../../../services/payout-methods/open-methods.ts";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import type { Answer } from "../../../tests/support/call-api.ts";
import { ENVELOPE_KEYS } from "../../../tests/support/envelope-keys.ts";
import { asOwner, contextOf } from "../../../tests/support/sample.ts";
import { sendNotices } from "../../../tests/support/sent-notices.ts";
import { stepUpHeaders } from "../../../tests/support/step-up.ts";

const IBAN = "DE89370400440532013000";
const OTHER_IBAN = "FR1420041010050500013M02606";
const HOUR_MS = 3_600_000;

const shop = apiWithSample();
const bank = (iban = IBAN) => ({ kind: "iban", holder: "Ada Lovelace", iban });
const add = (affiliateId: string, body: object, headers: Record<string, string> = {}, by = shop.key) =>
  shop.api.call("POST", `/v1/affiliates/${affiliateId}/payout-methods`, by, body, headers);
const pathOf = ({ body }: Answer) => `/v1/affiliates/${body.affiliate_id}/payout-methods/${body.id}`;
const stepUp = () => stepUpHeaders(shop, shop.key);

/** An affiliate of its own for each test. */
async function newAffiliate(email = "ada@affiliates.example"): Promise<string> {
  return (await shop.post("/v1/affiliates", { name: "Ada", email })).body.id;
}

const owner = <Row>(statement: string): Promise<Row[]> =>
  asOwner(shop.database.ownerUrl, async (db) => {
    const { rows } = (await db.execute(sql.raw(statement))) as unknown as { rows: Row[] };
    return rows;
  });

const sentMails = () => sendNotices(shop);

describe("a payout method", () => {
  it("is shown by its hint, is in force at once if it is the first, and opens for an order alone", async () => {
    const affiliateId = await newAffiliate();
    const added = await add(affiliateId, bank("de89 3704 0044 0532 0130 00"));
    expect([added.status, added.body]).toEqual([
      201,
      {
        ...{ id: expect.stringMatching(/^pmt_/), object: "payout_method", affiliate_id: affiliateId },
        ...{ kind: "iban", country: "DE", hint: "DE…3000", status: "in_force" },
        ...{ effective_at: added.body.created_at, cancelled_at: null, created_at: expect.any(String) },
      },
    ]);
    expect((await shop.get(pathOf(added))).body).toEqual(added.body);
    const listed = await shop.get(`/v1/affiliates/${affiliateId}/payout-methods`);
    expect(listed.body.data).toEqual([added.body]);
    const opened = await asOwner(shop.database.ownerUrl, (db) =>
      openPayoutMethods(db, contextOf(db, shop.sample.workspaceId), ENVELOPE_KEYS, [added.body.id]),
    );
    const method = { ...bank(), bic: null, address: null };
    expect([...opened]).toEqual([[added.body.id, method]]);
  });

  it("that is not the first asks for a code, waits 72 hours, and does not stop the one in force", async () => {
    const affiliateId = await newAffiliate();
    const first = await add(affiliateId, bank());
    const refused = await add(affiliateId, bank(OTHER_IBAN));
    expect([refused.status, refused.body.error.code, refused.body.error.param]).toEqual([
      ...[403, "step_up_required", "Step-Up-Code"],
    ]);
    const second = await add(affiliateId, bank(OTHER_IBAN), await stepUp());
    expect([second.status, second.body.status]).toEqual([201, "pending"]);
    const { created_at, effective_at } = second.body;
    expect(Date.parse(effective_at) - Date.parse(created_at)).toBe(72 * HOUR_MS);
    expect((await shop.get(pathOf(first))).body.status).toBe("in_force");
    const third = await add(affiliateId, { kind: "stripe", account_id: "acct_1ABCDEFGH" }, await stepUp());
    expect([third.status, third.body.error.code]).toEqual([409, "conflict"]);
    const inForce = (at: string) =>
      owner(`select id from payout_methods_in_force('${shop.sample.workspaceId}', '${at}')
              where affiliate_id = '${affiliateId}'`);
    expect(await inForce(created_at)).toEqual([{ id: first.body.id }]);
    expect(await inForce(effective_at)).toEqual([{ id: second.body.id }]);
  });

  it("is the first of an affiliate once, though two come at once", async () => {
    const affiliateId = await newAffiliate();
    const both = await Promise.all([add(affiliateId, bank()), add(affiliateId, bank(OTHER_IBAN))]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 403]);
  });

  it("is cancelled until it takes effect, harmlessly twice, and never after", async () => {
    const affiliateId = await newAffiliate();
    const first = await add(affiliateId, bank());
    const second = await add(affiliateId, bank(OTHER_IBAN), await stepUp());
    for (const _ of ["once", "twice"]) {
      expect((await shop.post(`${pathOf(second)}/cancel`)).body).toMatchObject({ status: "cancelled" });
    }
    expect((await shop.post(`${pathOf(first)}/cancel`)).body.error.code).toBe("conflict");
    expect((await add(affiliateId, bank(OTHER_IBAN), await stepUp())).status).toBe(201);
    const acts = await shop.acts(second.body.id);
    expect(acts.map(({ action }) => action)).toEqual(["payout_method.cancelled", "payout_method.added"]);
    expect(JSON.stringify(acts)).not.toMatch(/2606|3000/);
  });

  it("is told to the contact it had before, the earlier address too where that changed lately, once", async () => {
    const affiliateId = await newAffiliate("old@affiliates.example");
    await add(affiliateId, bank());
    await sentMails();
    await shop.patch(`/v1/affiliates/${affiliateId}`, { email: "thief@affiliates.example" });
    await shop.patch(`/v1/affiliates/${affiliateId}`, { email: "thief2@affiliates.example" });
    const told = await sentMails();
    expect(told.map(({ to, subject }) => `${to} ${subject.slice(6)}`)).toEqual(
      ["old@", "thief@"].map((name) => `${name}affiliates.example your e-mail address was changed`),
    );
    await add(affiliateId, bank(OTHER_IBAN), await stepUp());
    const mails = await sentMails();
    expect(mails.map(({ to }) => to).sort()).toEqual(["old@affiliates.example", "thief2@affiliates.example"]);
    expect(mails[0]?.text).toContain("bank account FR…2606");
    expect(mails[0]?.text).toContain("Until then you are paid to the bank account DE…3000.");
    expect(await sentMails()).toEqual([]);
    const forget = (days: number) =>
      asOwner(shop.database.ownerUrl, (db) =>
        forgetEarlierContacts(
          contextOf(db, shop.sample.workspaceId, new Date(Date.now() + days * 24 * HOUR_MS)),
        ),
      );
    expect([await forget(29), await forget(31), await forget(31)]).toEqual([0, 1, 0]);
    const { data } = (await shop.get("/v1/notices?status=sent&limit=2")).body;
    expect(data.map(({ kind }: { kind: string }) => kind)).toEqual(Array(2).fill("payout_method_changed"));
    expect(JSON.stringify(data)).not.toMatch(/affiliates\.example|2606/);
    expect(JSON.stringify(await shop.acts(affiliateId))).not.toContain("@affiliates.example");
  });

  it("of an affiliate whose address changed within 72 hours waits though it is the first", async () => {
    const affiliateId = await newAffiliate();
    await shop.patch(`/v1/affiliates/${affiliateId}`, { email: "new@affiliates.example" });
    expect((await add(affiliateId, bank())).body.status).toBe("pending");
  });

  it("is revealed by a code alone, and who saw it is audited", async () => {
    const added = await add(await newAffiliate(), {
      kind: "paypal",
      email: "pay@ada.example",
      country: "AT",
    });
    expect(added.body).toMatchObject({ hint: "…@ada.example", country: "AT" });
    const refused = await shop.get(`${pathOf(added)}/reveal`);
    expect([refused.status, refused.body.error.code]).toEqual([403, "step_up_required"]);
    const headers = await stepUp();
    const shown = await shop.api.call("GET", `${pathOf(added)}/reveal`, shop.key, undefined, headers);
    expect([shown.status, shown.body]).toEqual([200, { ...added.body, email: "pay@ada.example" }]);
    const [act] = await shop.acts(added.body.id);
    expect([act?.action, act?.actor]).toEqual(["payout_method.revealed", expect.stringMatching(/^key:key_/)]);
  });

  it.each([
    ["a wrong checksum", { ...bank("DE89370400440532013001") }, "iban"],
    ["a country SEPA does not reach", { ...bank("BR1800360305000010009795493C1") }, "iban"],
    ["a wrong BIC", { ...bank(), bic: "NOBIC" }, "bic"],
    ["an address without a country", { ...bank(), address: { town: "Bonn" } }, "address.country"],
    ["a holder that no bank can write", { ...bank(), holder: "愛達" }, "holder"],
    ["a Stripe account of another form", { kind: "stripe", account_id: "cus_1" }, "account_id"],
    ["no e-mail address", { kind: "paypal", email: "ada" }, "email"],
    ["no recipient's number", { kind: "wise", recipient_id: "0x1" }, "recipient_id"],
    ["a kind that is none", { kind: "cash" }, "kind"],
    ["another kind's field", { kind: "wise", recipient_id: "1", iban: IBAN }, "iban"],
  ])("with %s is refused, and the refusal does not repeat it", async (_, body, param) => {
    const { status, body: answer } = await add(await newAffiliate(), body);
    expect([status, answer.error.code, answer.error.param]).toEqual([422, "invalid_parameter", param]);
    const text = JSON.stringify(answer);
    for (const value of Object.values(body)) if (String(value).length > 5) expect(text).not.toContain(value);
  });

  it("is not there for another workspace, nor for another affiliate of this one", async () => {
    const added = await add(await newAffiliate(), bank());
    const elsewhere = `/v1/affiliates/${await newAffiliate()}/payout-methods/${added.body.id}`;
    expect((await shop.get(elsewhere)).status).toBe(404);
    expect((await shop.post(`${elsewhere}/cancel`)).status).toBe(404);
    expect((await shop.get(pathOf(added), shop.otherKey)).status).toBe(404);
    expect((await add(added.body.affiliate_id, bank(), {}, shop.otherKey)).status).toBe(404);
  });

  it("cannot be made to take effect early, changed or brought back, not even by SQL", async () => {
    const added = await add(await newAffiliate(), bank());
    const copy = (effective: string) => `
      insert into payout_methods (workspace_id, id, affiliate_id, kind, hint, sealed, effective_at, created_by, created_at)
      select workspace_id, id || 'x', affiliate_id, kind, hint, sealed, ${effective}, created_by, now()
        from payout_methods where id = '${added.body.id}'`;
    const refusalOf = (statement: string) =>
      owner(statement).then(
        () => null,
        ({ cause }) => cause.code,
      );
    expect(await refusalOf(copy("now() + interval '71 hours'"))).toBe("23514");
    expect(await refusalOf(copy("now() + interval '72 hours'"))).toBeNull();
    const cancel = `update payout_methods set cancelled_by = 'x', cancelled_at =`;
    expect(await refusalOf(`${cancel} now() where id = '${added.body.id}'`)).toBe("23514");
    expect(await refusalOf(`${cancel} now() where id = '${added.body.id}x'`)).toBeNull();
    expect(await refusalOf(`${cancel} null where id = '${added.body.id}x'`)).toBe("23514");
  });
});
