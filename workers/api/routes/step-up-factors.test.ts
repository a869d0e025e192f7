import { Secret } from "otpauth";
import { beforeAll, describe, expect, it } from "vitest";
import type { Currency } from "../../../core/money/currency.ts";
import type { BatchId } from "../../../core/shared/id.ts";
import { payoutBatches } from "../../../db/schema/index.ts";
import { totpCode } from "../../../platform/totp.ts";
import { apiWithSample } from "../../../tests/support/api-with-sample.ts";
import type { Answer } from "../../../tests/support/call-api.ts";
import { asOwner } from "../../../tests/support/sample.ts";
import { newCaller, stepUpHeaders } from "../../../tests/support/step-up.ts";

const FACTORS = "/v1/step-up-factors";
const LIMIT = "/v1/payout-approval-limits/EUR";

const shop = apiWithSample();
/** Another caller of the workspace, with every scope. */
let second: string;

beforeAll(async () => {
  second = await newKey();
});

const newKey = () => newCaller(shop);

const call = (path: string, by: string, body?: object, headers: Record<string, string> = {}) =>
  shop.api.call("POST", path, by, body, headers);
const setLimit = (by: string, minor: string | null, headers: Record<string, string> = {}) =>
  shop.api.call("PUT", LIMIT, by, { step_up_over_minor: minor }, headers);
const said = ({ status, body }: Answer) => [status, body.status ?? body.error.code];

/** The codes of an enrolled factor: of now, and of steps of half a minute before or after. */
function codesOf(enrolled: Answer): (step?: number) => string {
  const secret = new URL(enrolled.body.otpauth_uri).searchParams.get("secret") ?? "";
  return (step = 0) => totpCode(Secret.fromBase32(secret).bytes, Date.now() + step * 30_000);
}

describe("a factor", () => {
  it("counts once confirmed if it is the workspace's first, and then once another vouched for it", async () => {
    const first = await call(FACTORS, shop.key);
    expect([first.status, first.body]).toEqual([
      201,
      expect.objectContaining({
        status: "enrolled",
        kind: "totp",
        otpauth_uri: expect.stringMatching(/^otpauth:/),
      }),
    ]);
    const code = codesOf(first);
    const confirm = `${FACTORS}/${first.body.id}/confirm`;
    expect(said(await call(confirm, shop.key, undefined, { "Step-Up-Code": "000000" }))).toEqual([
      403,
      "step_up_invalid",
    ]);
    expect(said(await call(confirm, second, undefined, { "Step-Up-Code": code() }))).toEqual([
      404,
      "not_found",
    ]);
    expect(said(await call(confirm, shop.key, undefined, { "Step-Up-Code": code(-1) }))).toEqual([
      200,
      "in_force",
    ]);

    const other = await call(FACTORS, second);
    const otherCode = codesOf(other);
    const confirmed = await call(`${FACTORS}/${other.body.id}/confirm`, second, undefined, {
      "Step-Up-Code": otherCode(-1),
    });
    expect(said(confirmed)).toEqual([200, "confirmed"]);
    expect(said(await setLimit(second, "1000", { "Step-Up-Code": otherCode() }))).toEqual([
      ...[403, "step_up_required"],
    ]);
    const vouch = `${FACTORS}/${other.body.id}/vouch`;
    expect(said(await call(vouch, shop.key))).toEqual([403, "step_up_required"]);
    const vouched = await call(vouch, shop.key, undefined, { "Step-Up-Code": code() });
    expect([vouched.body.status, vouched.body.vouched_by]).toEqual(["in_force", first.body.principal]);
    expect((await setLimit(second, "1000", { "Step-Up-Code": otherCode() })).status).toBe(200);

    const listed = await shop.get(FACTORS);
    expect(listed.body.data.map(({ status }: { status: string }) => status)).toEqual([
      "in_force",
      "in_force",
    ]);
    expect(JSON.stringify(listed.body)).not.toContain("otpauth");
    const acts = await shop.acts(first.body.id);
    expect(acts.map(({ action }) => action).toReversed()).toEqual([
      ...["step_up_factor.enrolled", "step_up.refused", "step_up.passed", "step_up_factor.confirmed"],
      "step_up.passed",
    ]);
  });

  it("takes a code once", async () => {
    const headers = await stepUpHeaders(shop, shop.key);
    expect(said(await call(`${FACTORS}/suf_${"0".repeat(26)}/vouch`, shop.key, undefined, headers))).toEqual([
      ...[404, "not_found"],
    ]);
    expect(said(await setLimit(shop.key, "2000", headers))).toEqual([403, "step_up_invalid"]);
  });

  it("takes a code once of many calls at once, with idempotency keys or without", async () => {
    for (const isKeyed of [false, true]) {
      const by = await newKey();
      const headers = await stepUpHeaders(shop, by);
      const calls = Array.from({ length: 4 }, (_, index) =>
        setLimit(by, `${index}`, { ...headers, ...(isKeyed ? { "Idempotency-Key": `${index}` } : {}) }),
      );
      const statuses = (await Promise.all(calls)).map(({ status }) => status);
      expect(statuses.toSorted()).toEqual([200, 403, 403, 403]);
    }
  });

  it("counts wrong codes though their calls are rolled back, and is of no use for a while, then for good", async () => {
    const by = await newKey();
    const { "Step-Up-Code": right } = await stepUpHeaders(shop, by);
    const wrong = { "Step-Up-Code": right === "123456" ? "654321" : "123456" };
    for (const key of ["a", "b", "c"]) {
      const answer = await setLimit(by, "1", { ...wrong, "Idempotency-Key": key });
      expect(said(answer)).toEqual([403, "step_up_invalid"]);
    }
    const early = await setLimit(by, "1", { "Step-Up-Code": right });
    expect([said(early), early.body.error.message]).toEqual([
      [403, "step_up_locked"],
      expect.stringMatching(/not looked at before 20/),
    ]);
    const pass = (failures: number) =>
      asOwner(shop.database.ownerUrl, (db) =>
        db.execute(
          `update step_up_factors set wait_until = null, failures = ${failures} where wait_until is not null`,
        ),
      );
    await pass(10);
    const locked = await setLimit(by, "1", { "Step-Up-Code": right });
    expect(locked.body.error.message).toContain("enrol another factor");
  });

  it("is replaced by its owner with a code of the one before, which then is of no use", async () => {
    const by = await newKey();
    expect(said(await call(FACTORS, by, undefined, await stepUpHeaders(shop, by)))).toEqual([
      201,
      "enrolled",
    ]);
    const headers = await stepUpHeaders(shop, by);
    expect(said(await call(FACTORS, by))).toEqual([403, "step_up_required"]);
    const next = await call(FACTORS, by, undefined, headers);
    const code = codesOf(next);
    const confirmed = await call(`${FACTORS}/${next.body.id}/confirm`, by, undefined, {
      "Step-Up-Code": code(-1),
    });
    expect(confirmed.body).toMatchObject({ status: "in_force", vouched_by: next.body.principal });
    const revoke = `${FACTORS}/${next.body.id}/revoke`;
    expect(said(await call(revoke, by))).toEqual([403, "step_up_required"]);
    const revoked = await call(revoke, by, undefined, { "Step-Up-Code": code() });
    expect(said(revoked)).toEqual([200, "revoked"]);
    expect(said(await setLimit(by, "1", { "Step-Up-Code": code(1) }))).toEqual([403, "step_up_required"]);
  });

  it("of another workspace is not there", async () => {
    const { body } = await call(FACTORS, shop.otherKey);
    const headers = await stepUpHeaders(shop, shop.key);
    expect(said(await call(`${FACTORS}/${body.id}/revoke`, shop.key, undefined, headers))).toEqual([
      ...[404, "not_found"],
    ]);
  });
});

describe("the limit of a currency", () => {
  it("is set and taken away by a code alone, and its change is audited", async () => {
    expect(said(await setLimit(shop.key, "5000"))).toEqual([403, "step_up_required"]);
    const limit = { object: "payout_approval_limit", currency: "EUR", step_up_over_minor: "5000" };
    expect((await setLimit(shop.key, "5000", await stepUpHeaders(shop, shop.key))).body).toEqual(limit);
    expect((await shop.get("/v1/payout-approval-limits")).body.data).toEqual([limit]);
    await setLimit(shop.key, null, await stepUpHeaders(shop, shop.key));
    expect((await shop.get("/v1/payout-approval-limits")).body.data).toEqual([]);
    const [act] = await shop.acts("payout_approval_limit:EUR");
    expect(act?.change).toEqual({ from: "5000", to: null });
  });

  it("is what a batch may be approved up to without a code, and with one beyond, never by who prepared it", async () => {
    const { workspaceId } = shop.sample;
    const { database, key } = shop;
    const prepare = (id: string, totalMinor: bigint, preparedBy = "key:a") =>
      asOwner(database.ownerUrl, (db) =>
        db.insert(payoutBatches).values({
          ...{ workspaceId, id: `bat_${id.padStart(26, "0")}` as BatchId, currency: "EUR" as Currency },
          ...{ provider: "csv", totalMinor, payoutsCount: 1, preparedBy },
        }),
      );
    const approve = async (id: string, headers: Record<string, string> = {}) =>
      said(await call(`/v1/payout-batches/bat_${id.padStart(26, "0")}/approve`, key, undefined, headers));
    await setLimit(key, "5000", await stepUpHeaders(shop, key));
    for (const [id, totalMinor] of [
      ["1", 5_000n],
      ["2", 5_001n],
    ] as const)
      await prepare(id, totalMinor);
    expect(await approve("1")).toEqual([200, "approved"]);
    expect(await approve("2")).toEqual([403, "step_up_required"]);
    const headers = await stepUpHeaders(shop, key);
    expect(await approve("2", headers)).toEqual([200, "approved"]);
    const [act] = await shop.acts(`bat_${"2".padStart(26, "0")}`);
    expect(act?.change.step_up).toMatch(/^suf_/);
    const [{ actor }] = (await shop.acts("payout_approval_limit:EUR")) as [{ actor: string }];
    await prepare("3", 5_001n, actor);
    expect(await approve("3", await stepUpHeaders(shop, key))).toEqual([409, "second_person_required"]);
  });
});
