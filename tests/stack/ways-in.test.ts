import { afterAll, beforeAll, expect, it } from "vitest";
import { BROWSERS, clickHeaders } from "../../local/demo/agents.ts";
import { type Answer, ApiClient, eventually, send } from "../../local/demo/http.ts";
import { DEMO_SLUG } from "../../local/seed.ts";
import { signOrder } from "../../workers/intake/pixel-signature.ts";
import { SNIPPET } from "../../workers/intake/snippet-text.ts";
import { type RunningStack, startTestStack } from "./running-stack.ts";

type NewKey = { readonly key: string; readonly pixel_secret: string };
type Conversion = {
  readonly status: string;
  readonly event: string;
  readonly amount: { readonly amount_minor: string };
};
type BadRow = { readonly reason: string; readonly detail: string };

let running: RunningStack;
let admin: ApiClient;
let page: NewKey;
let network: NewKey;

const jsonOf = <T>(answer: Answer): T => JSON.parse(answer.body.toString("utf8")) as T;
const link = (path: string): string => `${running.access.link_url}${path}`;

/** Waits until the conversion is decided. */
const decided = (externalId: string): Promise<Conversion> =>
  eventually(`the decision on ${externalId}`, 60, async () => {
    const answer = await admin.call("GET", `/v1/conversions/ext:${externalId}`);
    const conversion = answer.status === 200 ? jsonOf<Conversion>(answer) : null;
    return conversion && conversion.status !== "received" ? conversion : null;
  });

/** A visitor who came to the shop with the slug of the link, as the snippet tells of it. */
async function comeToShop(address: string): Promise<string> {
  const [browser] = BROWSERS;
  if (!browser) throw new Error("no browser");
  const body = JSON.stringify({ key: page.key, slug: DEMO_SLUG, url: "https://shop.example/?sub1=mail" });
  const headers = {
    ...clickHeaders(browser),
    ...{ "sec-fetch-dest": "empty", "sec-fetch-mode": "cors", origin: "https://shop.example" },
    ...{ "content-type": "text/plain", "cf-connecting-ip": address },
  };
  const answer = await send(link("/v1/clicks"), { method: "POST", headers, body });
  expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([
    201,
    "https://shop.example",
  ]);
  return jsonOf<{ click_id: string }>(answer).click_id;
}

beforeAll(async () => {
  running = await startTestStack();
  admin = new ApiClient(running.access.api_url, running.access.keys.admin);
  const pages = { kind: "publishable", scopes: [], allowed_hosts: ["shop.example"] };
  page = await admin.ok<NewKey>("POST", "/v1/keys", { name: "page", ...pages });
  network = await admin.ok<NewKey>("POST", "/v1/keys", { name: "network", kind: "postback" });
});
afterAll(() => running.stop());

it("attributes a direct click's orders, by whichever way they come, and each once", async () => {
  const clickId = await comeToShop("198.18.7.1");
  const order = { amount: "50.00", currency: "EUR" };
  const postback = new URLSearchParams({ key: network.key, txid: "way-1", click_id: clickId, ...order });
  for (const origin of [running.access.link_url, running.access.api_url]) {
    const answer = await send(`${origin}/v1/postback?${postback}`);
    expect([answer.status, jsonOf<{ status: string }>(answer).status]).toEqual([200, "accepted"]);
  }
  const signed = { order: "way-1", ...order };
  const sig = signOrder(signed, page.pixel_secret);
  const pixel = new URLSearchParams({ key: page.key, ...signed, sig, click_id: clickId });
  const image = await send(link(`/v1/pixel.gif?${pixel}`));
  expect([image.status, image.headers["tributary-result"], image.body.length]).toEqual([200, "accepted", 43]);
  expect(await decided("way-1")).toMatchObject({
    status: "attributed",
    event: "sale",
    amount: { amount_minor: "5000" },
  });
  const commissions = await admin.list<{ conversion_id: string }>("/v1/commissions");
  expect(commissions).toHaveLength(1);
});

it("takes an upload row by row, and does no harm when it comes again", async () => {
  const clickId = await comeToShop("198.18.7.2");
  const body = `external_id,amount,currency,click_id\nway-2,12.90,EUR,${clickId}\nway-3,12.900,EUR,${clickId}\n`;
  const headers = { authorization: `Bearer ${running.access.keys.merchant}`, "content-type": "text/csv" };
  const upload = () =>
    send(`${running.access.api_url}/v1/conversions/imports`, { method: "POST", headers, body });
  const first = await upload();
  expect(jsonOf(first)).toMatchObject({
    rows: 2,
    accepted: 1,
    refused: 1,
    results: [{ row: 2 }, { row: 3, error: { param: "amount" } }],
  });
  expect(jsonOf(await upload())).toEqual(jsonOf(first));
  expect(await decided("way-2")).toMatchObject({ status: "attributed" });
});

it("shows the merchant what was refused of pages and networks, without their keys", async () => {
  await send(
    link(
      `/v1/pixel.gif?${new URLSearchParams({ key: page.key, order: "way-4", amount: "9.00", currency: "EUR" })}`,
    ),
  );
  await send(
    link(
      `/v1/postback?${new URLSearchParams({ key: network.key, txid: "way-1", amount: "99.00", currency: "EUR" })}`,
    ),
  );
  const rows = await eventually("the bad rows", 60, async () => {
    const found = await admin.list<BadRow>("/v1/bad-rows?stage=conversions");
    return found.length >= 2 ? found : null;
  });
  expect(rows.map(({ reason }) => reason).sort()).toEqual(["conversion_conflict", "pixel_signature_missing"]);
  expect(JSON.stringify(rows)).toContain("way-4");
  for (const key of [page.key, network.key]) expect(JSON.stringify(rows)).not.toContain(key);
});

it("serves the snippet, codes and files of a link host through the edge", async () => {
  expect((await send(link("/t.js"))).body.toString("utf8")).toBe(SNIPPET);
  expect((await send(link(`/${DEMO_SLUG}/qr`))).headers["content-type"]).toBe("image/svg+xml");
  expect((await send(link(`/${DEMO_SLUG}/qr.png?size=300`))).body.subarray(1, 4).toString()).toBe("PNG");
  expect((await send(link("/robots.txt"))).body.toString("utf8")).toContain("Disallow: /");
  expect((await send(link("/.well-known/assetlinks.json"))).status).toBe(404);
});
