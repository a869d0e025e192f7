import { afterEach, describe, expect, it, vi } from "vitest";
import { apiWithSample } from "../support/api-with-sample.ts";
import { applicants } from "../support/applicants.ts";
import { openBrowser } from "../support/people.ts";

const shop = apiWithSample();
const { apply, newPerson, programWith } = applicants(shop);
const ALL_OF = 6_000;

/** Counts in Redis from here on, where these counts stand in this minute and the next. */
function countFrom(counts: Map<string, number>): void {
  Object.assign(shop.api.env, {
    UPSTASH_REDIS_REST_URL: "https://redis.example",
    UPSTASH_REDIS_REST_TOKEN: "token",
  });
  const counted = (key: string) => {
    const name = key.replace(/:\d+$/, "");
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return counts.get(name);
  };
  vi.spyOn(globalThis, "fetch").mockImplementation(async (_, init) => {
    const commands = JSON.parse(String(init?.body)) as [string, string][];
    return Response.json(
      commands.map(([command, key]) => ({ result: command === "incr" ? counted(key) : 1 })),
    );
  });
}

afterEach(() => {
  vi.mocked(globalThis.fetch).mockRestore?.();
  Object.assign(shop.api.env, { UPSTASH_REDIS_REST_URL: undefined, UPSTASH_REDIS_REST_TOKEN: undefined });
});

describe("the quota of calls", () => {
  it("of a workspace is not used up by those whom a form made its affiliates", async () => {
    const { browser } = await newPerson();
    await apply(browser, await programWith({ auto_approve: [{ everyone: true }] }));
    const counts = new Map<string, number>();
    countFrom(counts);
    expect((await browser.call("GET", "/v1/portal/me")).status).toBe(200);
    for (const name of counts.keys()) counts.set(name, ALL_OF);
    expect((await browser.call("GET", "/v1/portal/me")).status).toBe(429);
    expect((await shop.get("/v1/programs")).status).toBe(200);
  });

  it("of a person counts what is of its own matters too, and tells how much is left", async () => {
    const { browser } = await newPerson();
    const counts = new Map<string, number>();
    countFrom(counts);
    const within = await browser.call("GET", "/v1/people/me");
    expect([within.status, within.headers.get("ratelimit")]).toEqual([
      200,
      expect.stringMatching(/^"caller";r=1199;t=\d+, "workspace";r=5999;/),
    ]);
    for (const name of counts.keys()) counts.set(name, ALL_OF);
    const refused = await browser.call("POST", "/v1/organisations", { name: "One too many" });
    expect([refused.status, refused.body.error.code]).toEqual([429, "rate_limited"]);
    const seconds = Number(/t=(\d+)/.exec(refused.headers.get("ratelimit") ?? "")?.[1]);
    expect(Number(refused.headers.get("retry-after"))).toBe(seconds);
    expect((await openBrowser(shop).call("GET", "/v1/people/me")).status).toBe(401);
  });

  it("of a workspace is not used up by the key of its page, which anyone can copy", async () => {
    const hosts = ["shop.example"];
    const fields = { name: "Page", kind: "publishable", scopes: [], allowed_hosts: hosts };
    const page = (await shop.post("/v1/keys", fields)).body.key;
    const counts = new Map<string, number>();
    countFrom(counts);
    expect((await shop.get("/v1/programs", page)).status).toBe(403);
    for (const name of counts.keys()) counts.set(name, ALL_OF);
    expect((await shop.get("/v1/programs", page)).status).toBe(429);
    expect((await shop.get("/v1/programs")).status).toBe(200);
  });

  it("counts what a key may not do, so that it may not be asked without end", async () => {
    const made = await shop.post("/v1/keys", { name: "k", kind: "secret", scopes: ["links:read"] });
    const counts = new Map<string, number>();
    countFrom(counts);
    const refused = await shop.get("/v1/programs", made.body.key);
    expect([refused.status, refused.headers.get("ratelimit")]).toEqual([
      403,
      expect.stringContaining('"caller";r=1199'),
    ]);
    for (const name of counts.keys()) counts.set(name, ALL_OF);
    expect((await shop.get("/v1/programs", made.body.key)).status).toBe(429);
  });

  it("of a network is one, whatever forms it asks for", async () => {
    const browser = openBrowser(shop);
    const counts = new Map<string, number>();
    countFrom(counts);
    for (const end of ["0", "1"]) {
      const { status } = await browser.call("GET", `/v1/application-forms/prg_${end.repeat(26)}`);
      expect(status).toBe(404);
    }
    expect([...counts.values()]).toEqual([2, 2]);
    const form = await browser.call("GET", `/v1/application-forms/${await programWith({})}`);
    expect([form.status, form.headers.get("ratelimit")]).toEqual([200, expect.stringContaining("r=1197")]);
  });
});
