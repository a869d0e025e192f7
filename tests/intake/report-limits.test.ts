import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { publishKey } from "../support/worker-fakes.ts";
import { createTestIntake } from "./intake-env.ts";

const SALE = { external_id: "L-1", event: "sale", amount_minor: "1290", currency: "EUR" };
const POSTBACK = "txid=T-1&click_id=AaH807IUW9novGoJFQXfmiYgCbsdrQs3&amount=1&currency=EUR";

let keys: Record<"secret" | "postback" | "page", string>;
beforeEach(async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const scopes = ["conversions:write"];
  keys = {
    secret: await publishKey({ key_id: "key_secret", scopes }),
    postback: await publishKey({ key_id: "key_postback", kind: "postback", scopes: [] }),
    page: await publishKey({
      ...{ key_id: "key_page", kind: "publishable", scopes: [] },
      allowed_hosts: ["shop.example"],
    }),
  };
});
afterEach(() => void vi.restoreAllMocks());

/** One call of each kind, at an intake whose limits say what the test says. */
async function report(limit: RateLimit["limit"]) {
  const counted: string[] = [];
  const counter = (name: string): RateLimit => ({
    limit: (options) => {
      counted.push(`${name} ${options.key}`);
      return limit(options);
    },
  });
  const intake = createTestIntake({ REPORTS: counter("REPORTS"), PAGE_REPORTS: counter("PAGE_REPORTS") });
  const json = { "content-type": "application/json", "cf-connecting-ip": "203.0.113.7" };
  const body = (value: object) => ({ method: "POST", body: JSON.stringify(value) });
  const answers = [
    await intake.call("http://api.example/v1/conversions", {
      ...body(SALE),
      headers: { ...json, authorization: `Bearer ${keys.secret}` },
    }),
    await intake.call(`http://api.example/v1/postback?key=${keys.postback}&${POSTBACK}`),
    await intake.call("http://localhost/v1/clicks", {
      ...body({ key: keys.page, slug: "no-such-link", url: "https://shop.example/" }),
      headers: { ...json, origin: "https://shop.example" },
    }),
  ];
  return { answers, counted, intake };
}

it("counts reports by their key, and those of pages by key and network", async () => {
  const { answers, counted } = await report(async () => ({ success: true }));
  expect(answers.map(({ status }) => status)).toEqual([202, 200, 404]);
  expect(counted).toEqual(["REPORTS key_secret", "REPORTS key_postback", "PAGE_REPORTS key_page 203.0.113"]);
});

it("refuses what goes beyond a limit and takes nothing in", async () => {
  const { answers, intake } = await report(async () => ({ success: false }));
  for (const answer of answers) {
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "60"]);
    expect(await answer.json()).toMatchObject({ error: { code: "rate_limited", type: "rate_limit" } });
  }
  expect([intake.conversions.taken, intake.clicks.taken]).toEqual([[], []]);
});

it("takes reports in where a limit is away", async () => {
  const { answers } = await report(() => Promise.reject(new Error("away")));
  expect(answers.slice(0, 2).map(({ status }) => status)).toEqual([202, 200]);
});
