import { createHmac } from "node:crypto";
import { gzipSync } from "node:zlib";
import { BROWSERS, clickHeaders } from "./agents.ts";
import { checkErrors, type Line, line } from "./checks.ts";
import { type Answer, eventually, send } from "./http.ts";
import { CAP, type Made, makeWays, SHOP, type Ways } from "./make-ways.ts";
import type { DemoWorld } from "./setup.ts";
import { sendBadWays } from "./way-errors.ts";

const KILL_SECONDS_MAX = 60;

/** Uses each way in besides the plain redirect, and each thing a link can do, and holds them to their promises. */
export async function useWaysIn(world: DemoWorld): Promise<readonly Line[]> {
  const ways = await makeWays(world);
  const killed = killSwitch(ways);
  const orders = new Map<string, string>();
  const lines = [
    ...(await followInWays(ways)),
    ...(await fetchFiles(ways)),
    ...(await reportInWays(ways, orders)),
    ...(await useOwnDomain(ways)),
    ...(await decide(ways, orders)),
    ...checkErrors(await sendBadWays(ways)),
  ];
  return [...lines, await killed];
}

/** Follows a link as a person of a country; gives where it led. */
async function follow({ world }: Ways, path: string, country = "DE", host?: string): Promise<URL> {
  const [browser] = BROWSERS;
  if (!browser) throw new Error("no browser to follow with");
  const answer = await send(`${world.access.link_url}/${path}`, {
    headers: {
      ...clickHeaders(browser),
      "mf-cf-blob": JSON.stringify({ country }),
      ...(host === undefined ? {} : { host }),
    },
  });
  const { location } = answer.headers;
  return new URL(typeof location === "string" ? location : `status:${answer.status}`);
}

async function followInWays(ways: Ways): Promise<readonly Line[]> {
  const { slug, couponCode, cappedSlug } = ways;
  const deep = await follow(ways, `${slug}?to=${encodeURIComponent("https://de.shop.example/p/1?a=b#c")}`);
  const evil = await follow(ways, `${slug}?to=${encodeURIComponent("https://shop.example.evil.example/")}`);
  const macro = await follow(ways, `${slug}?sub1=a%2Fb%20c&utm_source=mail`);
  const japan = await follow(ways, slug, "JP");
  const coupons = [couponCode, couponCode.toLowerCase(), couponCode.toUpperCase()];
  const vanity = await Promise.all(coupons.map((code) => follow(ways, code)));
  const capped: string[] = [];
  for (let index = 0; index < CAP + 2; index += 1) capped.push((await follow(ways, cappedSlug)).host);
  const over = capped.filter((host) => host === "overflow.shop.example").length;
  return [
    line(
      "a deep link leads where the program allows",
      `${deep.host}${deep.pathname}${deep.hash}`,
      "de.shop.example/p/1#c",
    ),
    line("and nowhere else", evil.host, "shop.example"),
    line(
      "a macro is a value, UTM parameters pass",
      `${macro.pathname}${macro.searchParams.get("utm_source")}`,
      "/a%2Fb%20cmail",
    ),
    line("afsrc=1 asks extensions to stand down", macro.searchParams.get("afsrc") ?? "", "1"),
    line("a targeting rule sends Japan elsewhere", japan.host, "jp.shop.example"),
    line("a coupon's link is found in any case", new Set(vanity.map(({ pathname }) => pathname)).size, 1),
    line(`of ${CAP + 2} clicks under a cap of ${CAP} go over`, over, 2),
  ];
}

async function fetchFiles({ world, slug }: Ways): Promise<readonly Line[]> {
  const { link_url: link } = world.access;
  const snippet = await send(`${link}/t.js`);
  const svg = await send(`${link}/${slug}/qr`);
  const png = await send(`${link}/${slug}/qr.png`);
  const bytes = gzipSync(snippet.body, { level: 9 }).byteLength;
  return [
    {
      claim: "the snippet is at most 1,024 bytes of gzip",
      found: String(bytes),
      isOk: snippet.status === 200 && bytes <= 1_024,
    },
    line("a QR code comes as SVG", `${svg.status} ${typeOf(svg)}`, "200 image/svg+xml"),
    line("and as PNG", `${png.status} ${typeOf(png)}`, "200 image/png"),
  ];
}

/** Reports one order by each way in; notes the reason each must end with. */
async function reportInWays(ways: Ways, orders: Map<string, string>): Promise<readonly Line[]> {
  const { world, slug, publishable, postback, pixelSecret } = ways;
  const { link_url: link } = world.access;
  const direct = (origin: string) =>
    send(`${link}/v1/clicks`, {
      ...json({ key: publishable, via: slug, url: `${SHOP}/?via=${slug}` }),
      headers: {
        ...clickHeaders(BROWSERS[0] as (typeof BROWSERS)[number]),
        origin,
        "content-type": "application/json",
      },
    });
  const clicked = await direct(SHOP);
  const clickId = (JSON.parse(clicked.body.toString("utf8")) as { click_id?: string }).click_id ?? "";
  const txid = `order-ways-${world.runId}-postback`;
  const query = new URLSearchParams({
    key: postback,
    click_id: clickId,
    txid,
    amount: "12.90",
    currency: "EUR",
  });
  const posted = await Promise.all([1, 2, 3].map(() => send(`${link}/v1/postback?${query}`)));
  orders.set(txid, "attributed");
  const order = { amount: "20.00", currency: "EUR", order: `order-ways-${world.runId}-pixel` };
  const pixel = (sig: string) =>
    send(
      `${link}/v1/pixel.gif?${new URLSearchParams({ ...order, key: publishable, click_id: clickId, sig })}`,
    );
  const signed = await pixel(sign(order, pixelSecret));
  orders.set(order.order, "attributed");
  const forged = await pixel(sign({ ...order, amount: "9999.00" }, pixelSecret));
  const imported = await importCsv(ways, clickId, orders);
  return [
    line("a direct click from the shop's page", clicked.status, 201),
    line("a direct click from elsewhere", (await direct("https://evil.example")).status, 403),
    line(
      "a postback, three times the same answer",
      new Set(posted.map(({ body }) => body.toString("utf8"))).size,
      1,
    ),
    line("and its status", posted[0]?.status ?? 0, 200),
    line(
      "a signed pixel, and a forged one, are pictures",
      `${typeOf(signed)} ${typeOf(forged)}`,
      "image/gif image/gif",
    ),
    line("a CSV of 3 rows: accepted, repeated, refused", imported, "accepted accepted refused"),
  ];
}

/** Imports two good rows, the second of them a repeat, and a bad one; gives what the report says of each. */
async function importCsv({ world }: Ways, clickId: string, orders: Map<string, string>): Promise<string> {
  const externalId = `order-ways-${world.runId}-csv`;
  const good = `${externalId},sale,${clickId},1500,EUR`;
  const csv = `external_id,event,click_id,amount_minor,currency\n${good}\n${good}\n${externalId}-bad,sale,,-1,EUR\n`;
  const answer = await send(`${world.access.api_url}/v1/conversions/imports`, {
    method: "POST",
    body: csv,
    headers: { authorization: `Bearer ${world.access.keys.merchant}`, "content-type": "text/csv" },
  });
  orders.set(externalId, "attributed");
  const { results = [] } = JSON.parse(answer.body.toString("utf8")) as { results?: { status: string }[] };
  return results.map(({ status }) => status).join(" ");
}

/** Proves a host by its DNS record and follows a link on it. */
async function useOwnDomain(ways: Ways): Promise<readonly Line[]> {
  const { world, programId, affiliateId } = ways;
  const { admin, access, runId } = world;
  const host = `go-${runId}.brand.example`;
  const domain = await admin.ok<{ id: string; record: { name: string; value: string } }>(
    "POST",
    "/v1/link-domains",
    {
      host,
      root_url: `${SHOP}/brand`,
    },
  );
  const { name, value } = domain.record;
  await send(`${access.control_url}/dns-records?${new URLSearchParams({ name, value })}`, { method: "POST" });
  const { status } = await admin.ok<{ status: string }>("POST", `/v1/link-domains/${domain.id}/verify`);
  const link = await admin.ok<Made>("POST", "/v1/links", {
    ...{ program_id: programId, affiliate_id: affiliateId, host, slug: "brand" },
    destination_url: `${SHOP}/brand`,
  });
  const led = await follow(ways, link.slug, "DE", host);
  return [
    line("a link domain is proved by its DNS record", status, "verified"),
    line("a link on it leads on", `${led.host}${led.pathname}`, "shop.example/brand"),
  ];
}

/** Waits until each order is decided; the forged pixel must have become none. */
async function decide({ world }: Ways, orders: ReadonlyMap<string, string>): Promise<readonly Line[]> {
  const prefix = `order-ways-${world.runId}-`;
  const decided = await eventually("the orders of all ways in", 90, async () => {
    const all = await world.admin.list<{
      external_id: string;
      amount: { amount_minor: string };
      reason: { code: string } | null;
    }>("/v1/conversions");
    const own = all.filter(({ external_id }) => external_id.startsWith(prefix));
    return own.length >= orders.size && own.every(({ reason }) => reason !== null) ? own : null;
  });
  const refused = await world.admin.list<{ payload: string }>("/v1/bad-rows?reason=pixel_signature_wrong");
  const forged = refused.filter(({ payload }) => payload.includes(`${prefix}pixel`)).length;
  const right = decided.filter(({ external_id, reason }) => orders.get(external_id) === reason?.code);
  return [
    line(
      "orders of all ways in, attributed",
      `${right.length} of ${decided.length}`,
      `${orders.size} of ${orders.size}`,
    ),
    line("the forged pixel is a bad row", forged, 1),
  ];
}

/** Disables a link that is being followed, and waits until it ends. */
async function killSwitch(ways: Ways): Promise<Line> {
  const { world, programId, affiliateId } = ways;
  const link = await world.admin.ok<Made>("POST", "/v1/links", {
    ...{ program_id: programId, affiliate_id: affiliateId, destination_url: SHOP },
  });
  await follow(ways, link.slug);
  await world.admin.ok("PATCH", `/v1/links/${link.id}`, { status: "disabled" });
  const disabledAtMs = Date.now();
  await eventually("a disabled link to end", KILL_SECONDS_MAX, async () => {
    const { protocol } = await follow(ways, link.slug);
    return protocol === "status:" ? true : null;
  });
  const seconds = Math.round((Date.now() - disabledAtMs) / 1_000);
  return {
    claim: "the kill switch ends a link in under 60 s",
    found: `${seconds} s`,
    isOk: seconds < KILL_SECONDS_MAX,
  };
}

/** Signs an order for the pixel as the merchant's server does: a line for each field, by name. */
function sign(order: Readonly<Record<string, string>>, secret: string): string {
  const text = Object.keys(order)
    .sort()
    .map((name) => `${name}=${order[name]}`)
    .join("\n");
  return createHmac("sha256", secret).update(text).digest("base64url");
}

function json(body: unknown) {
  return { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}

function typeOf({ headers }: Answer): string {
  return String(headers["content-type"] ?? "").split(";", 1)[0] ?? "";
}
