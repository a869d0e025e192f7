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
  await send(...conflictingFirst(world));
  const answered: ErrorCase[] = [];
  for (const [name, status, url, call, param] of badRequests(world)) {
    answered.push({ name, status, ...(param ? { param } : {}), answer: await send(url, call) });
  }
  return answered;
}

/** What is sent, the status that must come back, and the field that must be named. */
type BadRequest = readonly [name: string, status: number, url: string, call: Call, param?: string];

const goodBody = (externalId: string) => ({
  external_id: externalId,
  event: "sale",
  amount_minor: "1000",
  currency: "EUR",
});

function post(body: string, key: string | null): Call {
  return {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
  };
}

/** The conversion that a later one of the same id contradicts. */
function conflictingFirst({ access, runId }: DemoWorld): [string, Call] {
  const body = JSON.stringify(goodBody(`conflict-${runId}`));
  return [`${access.api_url}/v1/conversions`, post(body, access.keys.merchant)];
}

function badRequests(world: DemoWorld): readonly BadRequest[] {
  const { link_url: link, api_url: api, keys } = world.access;
  const conversions = `${api}/v1/conversions`;
  const good = goodBody(`bad-${world.runId}`);
  const bad = (body: string) => post(body, keys.merchant);
  const changed = (change: Record<string, unknown>) => bad(JSON.stringify({ ...good, ...change }));
  const without = (field: keyof typeof good) => {
    const { [field]: _, ...rest } = good;
    return bad(JSON.stringify(rest));
  };
  const wrongKey = `${keys.merchant.slice(0, -1)}${keys.merchant.endsWith("A") ? "B" : "A"}`;
  return [
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
    ["malformed JSON", 400, conversions, bad("{")],
    ["unknown field", 422, conversions, changed({ colour: "red" }), "colour"],
    ["missing field", 422, conversions, without("event"), "event"],
    ["negative amount", 422, conversions, changed({ amount_minor: -5 }), "amount_minor"],
    ["fractional amount", 422, conversions, changed({ amount_minor: 10.5 }), "amount_minor"],
    ["20-digit amount", 422, conversions, changed({ amount_minor: "12345678901234567890" }), "amount_minor"],
    ["unknown currency", 422, conversions, changed({ currency: "EUX" }), "currency"],
    ["bad timestamp", 422, conversions, changed({ occurred_at: "yesterday" }), "occurred_at"],
    ["body over 64 KB", 413, conversions, changed({ metadata: { note: "x".repeat(70_000) } })],
    ["other method", 405, conversions, { ...bad("{}"), method: "PUT" }],
    [
      "same external_id, other body",
      409,
      conversions,
      changed({ external_id: `conflict-${world.runId}`, amount_minor: "2000" }),
      "external_id",
    ],
  ];
}

/** True if the answer is the one the table promises: status, request id, and the field at fault. */
export function isAsPromised({ status, param, answer }: ErrorCase): boolean {
  if (answer.status !== status || !answer.headers["request-id"]) return false;
  if (param === undefined) return true;
  const { error } = JSON.parse(answer.body.toString("utf8")) as { error: { errors: { param: string }[] } };
  return error.errors.some((problem) => problem.param === param);
}
