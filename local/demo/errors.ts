import type { Answer, Call } from "./http.ts";
import { send } from "./http.ts";
import type { DemoWorld } from "./setup.ts";

/** One refusal: what was sent, and what must come back. */
export type ErrorCase = {
  readonly name: string;
  readonly status: number;
  /** The field at fault, where one is named. */
  readonly param?: string;
  readonly answer: Answer;
};

/** Sends one request of each kind that must be refused. */
export async function sendBadInput(world: DemoWorld): Promise<readonly ErrorCase[]> {
  const { link_url: link, api_url: api, keys } = world.access;
  const conversions = `${api}/v1/conversions`;
  const good = { external_id: `bad-${world.runId}`, event: "sale", amount_minor: "1000", currency: "EUR" };
  const post = (body: string, key: string | null = keys.merchant): Call => ({
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
  });
  const changed = (change: Record<string, unknown>) => post(JSON.stringify({ ...good, ...change }));
  const without = (field: keyof typeof good) => {
    const { [field]: _, ...rest } = good;
    return post(JSON.stringify(rest));
  };
  const first = `conflict-${world.runId}`;
  await send(conversions, changed({ external_id: first }));
  const wrongKey = `${keys.merchant.slice(0, -1)}${keys.merchant.endsWith("A") ? "B" : "A"}`;
  const table: readonly (readonly [string, number, string, Call, string?])[] = [
    ["unknown slug", 404, `${link}/never-${world.runId}`, {}],
    ["malformed slug", 404, `${link}/not%20a%20slug`, {}],
    ["link disabled", 410, `${link}/${world.disabledSlug}`, {}],
    ["link expired", 410, `${link}/${world.expiredSlug}`, {}],
    ["other method on a link", 405, `${link}/${world.links[0]?.slug}`, { method: "DELETE" }],
    ["no key", 401, conversions, post(JSON.stringify(good), null)],
    ["a wrong key", 401, conversions, post(JSON.stringify(good), wrongKey)],
    ["a key of the wrong kind", 403, conversions, post(JSON.stringify(good), keys.publishable)],
    [
      "a key without the scope",
      403,
      `${api}/v1/commissions`,
      { headers: { authorization: `Bearer ${keys.merchant}` } },
    ],
    ["malformed JSON", 400, conversions, post("{")],
    ["unknown field", 422, conversions, changed({ colour: "red" }), "colour"],
    ["missing field", 422, conversions, without("event"), "event"],
    ["negative amount", 422, conversions, changed({ amount_minor: -5 }), "amount_minor"],
    ["fractional amount", 422, conversions, changed({ amount_minor: 10.5 }), "amount_minor"],
    ["20-digit amount", 422, conversions, changed({ amount_minor: "12345678901234567890" }), "amount_minor"],
    ["unknown currency", 422, conversions, changed({ currency: "EUX" }), "currency"],
    ["bad timestamp", 422, conversions, changed({ occurred_at: "yesterday" }), "occurred_at"],
    ["body over 64 KB", 413, conversions, changed({ metadata: { note: "x".repeat(70_000) } })],
    ["other method", 405, conversions, { ...post("{}"), method: "PUT" }],
    [
      "same external_id, other body",
      409,
      conversions,
      changed({ external_id: first, amount_minor: "2000" }),
      "external_id",
    ],
  ];
  const answered: ErrorCase[] = [];
  for (const [name, status, url, call, param] of table) {
    answered.push({ name, status, ...(param ? { param } : {}), answer: await send(url, call) });
  }
  return answered;
}

/** True if the answer is the one the table promises: status, request id, and the field at fault. */
export function isAsPromised({ status, param, answer }: ErrorCase): boolean {
  if (answer.status !== status || !answer.headers["request-id"]) return false;
  if (param === undefined) return true;
  const { error } = JSON.parse(answer.body.toString("utf8")) as { error: { errors: { param: string }[] } };
  return error.errors.some((problem) => problem.param === param);
}
