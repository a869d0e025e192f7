import type { ErrorCase } from "./errors.ts";
import { type Call, send } from "./http.ts";
import type { Ways } from "./make-ways.ts";

/** What is sent, the status that must come back, and the field that must be named. */
type BadRequest = readonly [name: string, status: number, url: string, call: Call, param?: string];

/** Sends one request of each kind that the ways in and the settings of links must refuse. */
export async function sendBadWays(ways: Ways): Promise<readonly ErrorCase[]> {
  const answered: ErrorCase[] = [];
  const all = [badPostbacks, badClicks, badFiles, badLinks, badSettings].flatMap((make) => make(ways));
  for (const [name, status, url, call, param] of all) {
    answered.push({ name, status, ...(param ? { param } : {}), answer: await send(url, call) });
  }
  return answered;
}

function badPostbacks({ world, postback }: Ways): readonly BadRequest[] {
  const { link_url: link, keys } = world.access;
  const order = { key: postback, txid: `bad-${world.runId}`, amount: "1", currency: "EUR" };
  const of = (change: Record<string, string>): string =>
    `${link}/v1/postback?${new URLSearchParams({ ...order, ...change })}`;
  const { key: _, ...keyless } = order;
  const { txid: __, ...nameless } = order;
  return [
    ["a postback without a key", 401, `${link}/v1/postback?${new URLSearchParams(keyless)}`, {}, "key"],
    ["a postback with a secret key", 403, of({ key: keys.merchant }), {}, "key"],
    ["a postback without txid", 422, `${link}/v1/postback?${new URLSearchParams(nameless)}`, {}, "txid"],
    ["more decimals than euros have", 422, of({ amount: "1.234" }), {}, "amount"],
    ["decimals of yen", 422, of({ amount: "1.5", currency: "JPY" }), {}, "amount"],
    ["a currency nobody knows", 422, of({ currency: "EUX" }), {}, "currency"],
  ];
}

function badClicks({ world, slug, publishable }: Ways): readonly BadRequest[] {
  const { link_url: link, keys } = world.access;
  const url = `${link}/v1/clicks`;
  const click = (body: unknown, origin = "https://shop.example"): Call => ({
    ...{ method: "POST", body: JSON.stringify(body) },
    headers: { origin, "content-type": "application/json" },
  });
  const good = { key: publishable, via: slug };
  const elsewhere = click(good, "https://shop.example.evil.example");
  return [
    ["a click from another site", 403, url, elsewhere, "origin"],
    ["a click on no link", 404, url, click({ ...good, via: `no-${world.runId}` }), "via"],
    ["a click that names no link", 422, url, click({ key: publishable }), "slug"],
    ["a click with a secret key", 403, url, click({ ...good, key: keys.merchant }), "key"],
  ];
}

function badFiles({ world, slug }: Ways): readonly BadRequest[] {
  const { link_url: link, api_url: api, keys } = world.access;
  const imports = `${api}/v1/conversions/imports`;
  const upload = (type: string, body: string): Call => ({
    ...{ method: "POST", body },
    headers: { authorization: `Bearer ${keys.merchant}`, "content-type": type },
  });
  return [
    ["the QR code of no link", 404, `${link}/no-${world.runId}/qr`, {}],
    ["a QR code of any size", 422, `${link}/${slug}/qr?size=1e9`, {}, "size"],
    ["an import that is no CSV", 415, imports, upload("application/json", "{}")],
    ["an import of other columns", 422, imports, upload("text/csv", "colour\nred\n"), "colour"],
    ["the S3 door without a signature", 403, `${api}/s3/clicks?list-type=2`, {}],
    ["writing to the S3 door", 405, `${api}/s3/clicks/x`, { method: "PUT", body: "x" }],
  ];
}

function badLinks(ways: Ways): readonly BadRequest[] {
  const url = `${ways.world.access.api_url}/v1/links`;
  const owners = { program_id: ways.programId, affiliate_id: ways.affiliateId };
  const part = { id: "a", destination_url: "https://shop.example/" };
  const link = (change: Record<string, unknown>): Call =>
    asAdmin(ways, { ...owners, destination_url: "https://shop.example/", ...change });
  const hostMacro = link({ destination_url: "https://{sub1}.shop.example/" });
  const unknownMacro = link({ destination_url: "https://shop.example/{colour}" });
  const country = link({ rules: [{ ...part, countries: ["Germany"] }] });
  return [
    ["a macro as the host", 422, url, hostMacro, "destination_url"],
    ["a macro nobody knows", 422, url, unknownMacro, "destination_url"],
    ["a fallback that is a script", 422, url, link({ fallback_url: "javascript:alert(1)" }), "fallback_url"],
    ["a country by its name", 422, url, country, "rules[0].countries[0]"],
    ["variants that weigh nothing", 422, url, link({ variants: [{ ...part, weight: 0 }] }), "variants"],
    ["a host of somebody else", 422, url, link({ host: "not-ours.example" }), "host"],
  ];
}

function badSettings(ways: Ways): readonly BadRequest[] {
  const { world, programId, affiliateId, linkId } = ways;
  const { api_url: api } = world.access;
  const caps = `${api}/v1/caps`;
  const program = `${api}/v1/programs/${programId}`;
  const cap = { link_id: linkId, metric: "clicks", period: "day", max: 1 };
  const scheme = asAdmin(ways, { allowed_schemes: ["javascript"] }, "PATCH");
  const map = asAdmin(ways, { parameter_map: { sub_ids: { to: "sub1" } } }, "PATCH");
  return [
    ["a cap of two scopes", 422, caps, asAdmin(ways, { ...cap, affiliate_id: affiliateId }), "link_id"],
    ["a cap below nothing", 422, caps, asAdmin(ways, { ...cap, max: -1 }), "max"],
    [
      "an address as a link domain",
      422,
      `${api}/v1/link-domains`,
      asAdmin(ways, { host: "127.0.0.1" }),
      "host",
    ],
    ["a scheme that runs code", 422, program, scheme, "allowed_schemes[0]"],
    ["a parameter of ours, mapped", 422, `${api}/v1/workspace`, map, "parameter_map.sub_ids.to"],
  ];
}

function asAdmin({ world }: Ways, body: unknown, method = "POST"): Call {
  return {
    ...{ method, body: JSON.stringify(body) },
    headers: { authorization: `Bearer ${world.access.keys.admin}`, "content-type": "application/json" },
  };
}
