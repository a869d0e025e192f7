import { Webhook } from "standardwebhooks";
import { describe, expect, it, vi } from "vitest";
import { TributaryError } from "./errors.ts";
import { type FetchOptions, fetchResiliently } from "./resilient-fetch.ts";
import { everyRow } from "./rows.ts";
import { verifyWebhook, WebhookError } from "./webhooks.ts";

const URL = "https://api.example/v1/affiliates";
const post = (headers: HeadersInit = { "idempotency-key": "k" }) =>
  new Request(URL, { method: "POST", body: '{"name":"Ada"}', headers });

/** Answers one after the other, and what was asked and waited for meanwhile. */
function service(answers: (() => Response | Promise<Response>)[], changes: Partial<FetchOptions> = {}) {
  const bodies: string[] = [];
  const pauses: number[] = [];
  const options: FetchOptions = {
    ...{ retriesMax: 3, timeoutMs: 1_000, random: () => 0.5 },
    sleep: async (durationMs) => void pauses.push(durationMs),
    fetch: async (request) => {
      bodies.push(await request.text());
      const answer = answers.shift();
      if (!answer) throw new TypeError("fetch failed");
      return answer();
    },
    ...changes,
  };
  return { bodies, pauses, send: (request: Request) => fetchResiliently(request, options) };
}
const status =
  (code: number, headers: HeadersInit = {}) =>
  () =>
    new Response("{}", { status: code, headers });
const conflict = (code: string) => () => Response.json({ error: { code } }, { status: 409 });

describe("a call", () => {
  it.each([408, 425, 429, 500, 502, 503, 504])(
    "answered %i is made again with the same body",
    async (code) => {
      const { bodies, pauses, send } = service([status(code), status(code), status(201)]);
      expect((await send(post())).status).toBe(201);
      expect(bodies).toEqual(Array(3).fill('{"name":"Ada"}'));
      expect(pauses).toEqual([187.5, 375]);
    },
  );

  it("waits as long as the service says", async () => {
    const { pauses, send } = service([status(429, { "retry-after": "7" }), status(200)]);
    await send(new Request(URL));
    expect(pauses).toEqual([7_000]);
  });

  it.each([400, 401, 403, 404, 409, 412, 422])("answered %i is not made again", async (code) => {
    const { bodies, send } = service([status(code), status(201)]);
    expect((await send(post())).status).toBe(code);
    expect(bodies).toHaveLength(1);
  });

  it("is made again while the same one is under way, and not after another conflict", async () => {
    const under = service([conflict("idempotency_in_flight"), status(201)]);
    expect((await under.send(post())).status).toBe(201);
    const other = service([conflict("conflict"), status(201)]);
    expect(await (await other.send(post())).json()).toEqual({ error: { code: "conflict" } });
  });

  it("that no key keeps from being done twice is made once", async () => {
    const { bodies, send } = service([status(503), status(201)]);
    expect((await send(post({}))).status).toBe(503);
    expect(bodies).toHaveLength(1);
    const cut = service([]);
    await expect(cut.send(post({}))).rejects.toMatchObject({ code: "no_answer", status: 0 });
  });

  it("ends with the last answer, or says that there was none", async () => {
    const { bodies, send } = service(Array.from({ length: 5 }, () => status(503)));
    expect((await send(post())).status).toBe(503);
    expect(bodies).toHaveLength(4);
    const cut = service([]);
    const error = await cut.send(post()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TributaryError);
    expect([cut.bodies.length, (error as TributaryError).message]).toEqual([
      4,
      "No answer to POST /v1/affiliates.",
    ]);
  });

  it("that takes too long is given up and made again; one that its caller gave up is not", async () => {
    const silent = () => new Promise<Response>(() => undefined);
    const fetch = vi.fn(
      (request: Request) =>
        new Promise<Response>((_, reject) =>
          request.signal.addEventListener("abort", () => reject(request.signal.reason)),
        ),
    );
    const slow = service([silent], { fetch, timeoutMs: 5, retriesMax: 2 });
    await expect(slow.send(new Request(URL))).rejects.toMatchObject({ code: "no_answer" });
    expect(fetch).toHaveBeenCalledTimes(3);
    const controller = new AbortController();
    const sent = slow.send(new Request(URL, { signal: controller.signal }));
    controller.abort();
    await expect(sent).rejects.toMatchObject({ code: "no_answer" });
    expect(fetch).toHaveBeenCalledTimes(4);
  });
});

it("gives every row of a list, part by part", async () => {
  const parts = [
    { data: ["a", "b"], has_more: true, next_cursor: "2" },
    { data: [], has_more: true, next_cursor: "3" },
    { data: ["c"], has_more: false, next_cursor: null },
  ];
  const asked: (string | undefined)[] = [];
  const rows: string[] = [];
  for await (const row of everyRow(async ({ cursor }) => {
    asked.push(cursor);
    return { data: parts[asked.length - 1] };
  })) {
    rows.push(row);
  }
  expect([rows, asked]).toEqual([
    ["a", "b", "c"],
    [undefined, "2", "3"],
  ]);
});

describe("a message of a webhook", () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  const body = '{"type":"payout.paid","data":{"näme":"Ada"}}';
  const sentAt = new Date();
  /** As the independent package signs it. */
  const headers = (by = secret) => ({
    "webhook-id": "evt_1",
    "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1_000)),
    "webhook-signature": new Webhook(by).sign("evt_1", sentAt, body),
  });
  const now = () => sentAt.getTime();

  it("that was signed is what it says, as text or bytes, by either secret while one is replaced", async () => {
    const event = { type: "payout.paid", data: { näme: "Ada" } };
    expect(await verifyWebhook(body, headers(), { secret })).toEqual(event);
    expect(await verifyWebhook(new TextEncoder().encode(body), new Headers(headers()), { secret })).toEqual(
      event,
    );
    const other = `whsec_${Buffer.alloc(24, 8).toString("base64")}`;
    expect(await verifyWebhook(body, headers(other), { secret: [secret, other] })).toEqual(event);
    const both = `v1a,zzz v1,AAAA ${headers()["webhook-signature"]}`;
    expect(await verifyWebhook(body, { ...headers(), "webhook-signature": both }, { secret })).toEqual(event);
  });

  it.each<[string, string, Record<string, string>]>([
    ["another body", `${body} `, {}],
    ["another id", body, { "webhook-id": "evt_2" }],
    ["another time", body, { "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1_000) + 1) }],
    ["no time", body, { "webhook-timestamp": "soon" }],
    ["no signature", body, { "webhook-signature": "" }],
    ["a signature of another kind", body, { "webhook-signature": "v2,AAAA" }],
    ["a broken signature", body, { "webhook-signature": "v1,%%%" }],
  ])("with %s is refused", async (_, given, changes) => {
    await expect(verifyWebhook(given, { ...headers(), ...changes }, { secret, now })).rejects.toThrow(
      WebhookError,
    );
  });

  it("that is five minutes old, or of a clock that far ahead, is refused", async () => {
    for (const shift of [-301, 301]) {
      const later = () => now() + shift * 1_000;
      await expect(verifyWebhook(body, headers(), { secret, now: later })).rejects.toThrow("too long ago");
    }
    expect(await verifyWebhook(body, headers(), { secret, now: () => now() + 299_000 })).toBeTruthy();
  });

  it.each(["whsec_", "whsec_%%", ""])("is refused under the secret %j, which is none", async (wrong) => {
    await expect(verifyWebhook(body, headers(), { secret: wrong, now })).rejects.toThrow("whsec_");
  });
});
