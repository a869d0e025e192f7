import { beforeAll, describe, expect, it, vi } from "vitest";
import { PERSONAL_FIELDS } from "../../core/access/personal.ts";
import { canonicalJson } from "../../core/shared/canonical-json.ts";
import { ROUTES } from "../../workers/api/routes/index.ts";
import { apiWithSample } from "../support/api-with-sample.ts";
import type { Answer } from "../support/call-api.ts";
import { CHANGES_NOTHING, type MutatingCall } from "../support/mutating-call.ts";
import { prepareCalls } from "../support/mutating-calls.ts";
import { asOwner } from "../support/sample.ts";

vi.setConfig({ testTimeout: 120_000 });

type Json = Answer["body"];
type Act = { readonly action: string; readonly change: Json };
/** A call, the thing that it changed as its own route shows it (null where none does), and its acts. */
type Sent = {
  readonly name: string;
  readonly body: Json;
  readonly before: Json;
  readonly after: Json;
  readonly acts: readonly Act[];
};

/** From where every call comes. */
const ADDRESS = "203.0.113.77";
/** Fields of requests and answers that no log may hold: secrets, what tells of a person, and where it is paid. */
const PRIVATE_FIELDS = new Set([
  ...[...PERSONAL_FIELDS, "iban", "holder", "recipient_id"],
  ...["account_id", "secret_key", "webhook_secret", "secret_access_key"],
  ...["key", "secret", "otpauth_uri", "pixel_secret"],
]);
/** Fields of what is made that its act tells in another form, by a host or a hash, or not at all: names and what people write. */
const TOLD_OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  "POST /v1/affiliates": ["name"],
  "PUT /v1/programs/:id/application-form": ["questions", "terms"],
  "POST /v1/coupons": ["vanity"],
  "POST /v1/contacts": ["name"],
  "POST /v1/notes": ["text"],
  "POST /v1/tasks": ["title", "due_at"],
  "POST /v1/keys": ["kind"],
  "POST /v1/plan-exceptions": ["affiliate_id", "effective_from"],
  "POST /v1/plans/:id/backtest": ["rule", "from", "to"],
  "POST /v1/plans/:id/cases": ["given", "expected"],
  "POST /v1/attribution/policies": ["lookback_days"],
  "POST /v1/attribution/policies/cases": ["given", "expected"],
  "POST /v1/postbacks": ["url"],
  "POST /v1/attribution/simulations": ["from", "to"],
  "POST /v1/webhook-endpoints": ["url"],
};

const shop = apiWithSample();
const sent: Sent[] = [];
const secrets = new Map<string, string>();
beforeAll(async () => {
  const calls = await prepareCalls(shop);
  const names = ROUTES.map(({ method, path }) => `${method} ${path}`).filter((name) => calls[name]);
  for (const name of names) sent.push(await send(name, calls[name] as MutatingCall));
}, 120_000);

async function send(name: string, call: MutatingCall): Promise<Sent> {
  const [method = ""] = name.split(" ");
  const { path, body, by = shop.key } = call;
  const headers = { ...call.headers, "cf-connecting-ip": ADDRESS };
  const show = async () => {
    // What comes after an id is a verb.
    const shown = /:\w+\/[a-z-]+$/.test(name) ? path.replace(/\/[^/]+$/, "") : path;
    const { status, body: thing } = await shop.api.call("GET", shown, by, undefined, headers);
    return method !== "PUT" && status === 200 && thing.object !== "list" ? thing : null;
  };
  const before = await show();
  const answer = await shop.api.call(method, path, by, body, headers);
  expect([name, answer.status < 400]).toEqual([name, true]);
  collect(body);
  collect(answer.body);
  const proofs = Object.entries(call.headers ?? {}).filter(([header]) => /cookie|code/i.test(header));
  for (const [, proof] of [["", by], ...proofs]) secrets.set(proof ?? "", "credential");
  const acts = await actsOf(answer.headers.get("request-id") ?? "");
  return { name, body, before, after: await show(), acts };
}

/** Remembers the texts of fields that no log may hold. */
function collect(value: Json, field = ""): void {
  if (typeof value === "string" && PRIVATE_FIELDS.has(field) && value !== "") secrets.set(value, field);
  if (typeof value !== "object" || value === null) return;
  for (const [name, held] of Object.entries(value))
    collect(held, PRIVATE_FIELDS.has(field) || Array.isArray(value) ? field : name);
}

async function rowsOf(statement: string): Promise<Json[]> {
  const { rows } = (await asOwner(shop.database.ownerUrl, (db) => db.execute(statement))) as { rows: Json[] };
  return rows;
}
const actsOf = (requestId: string): Promise<Act[]> =>
  rowsOf(`select action, change from audit_log where request_id = '${requestId}' order by id`);

/** What was before and after, wherever a change tells it. */
function pairsOf(change: Json): readonly { readonly from: Json; readonly to: Json }[] {
  if (typeof change !== "object" || change === null) return [];
  const own = "from" in change && "to" in change ? [change] : [];
  return [...own, ...Object.values(change).flatMap(pairsOf)];
}
const isTold = (acts: readonly Act[], field: string, isIt: (pair: { from: Json; to: Json }) => boolean) =>
  acts.some(({ change }) => change[field] === "changed" || pairsOf(change).some(isIt));
const isMade = (acts: readonly Act[]) => acts.some(({ action }) => /[._]created$/.test(action));
const isSame = (left: Json, right: Json) => canonicalJson(left ?? null) === canonicalJson(right ?? null);

describe("the act of a call that changes something", () => {
  it("is there, and names its network by a hash of the day", () => {
    expect(sent.filter(({ acts }) => acts.length === 0).map(({ name }) => name)).toEqual(CHANGES_NOTHING);
    const networks = new Set(sent.flatMap(({ acts }) => acts.map(({ change }) => change.network)));
    expect([...networks]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  });

  it("tells each field before and after that is another by then", () => {
    const untold = sent.flatMap(({ name, before, after, acts }) => {
      const fields = before && after ? Object.keys(after) : [];
      // A verb moves a state; who did it and when is the act itself.
      const looked = name.startsWith("PATCH") ? fields : fields.filter((field) => field === "status");
      return looked
        .filter((field) => !["updated_at", "version"].includes(field))
        .filter((field) => !isSame(before[field], after[field]))
        .filter((field) => {
          const isIt = (pair: { from: Json; to: Json }) =>
            isSame(pair.from, before[field]) && isSame(pair.to, after[field]);
          return !isTold(acts, field, isIt);
        })
        .map((field) => `${name} ${field}`);
    });
    expect(untold).toEqual([]);
    expect(sent.filter(({ before, after }) => before && after).length).toBeGreaterThan(60);
  });

  it("tells of what was made each field that was given, but those left out", () => {
    const made = sent.filter(({ body, acts }) => isMade(acts) && typeof body === "object" && body !== null);
    const untold = made.flatMap(({ name, body, acts }) => {
      const told = canonicalJson(acts.map(({ change }) => change));
      const fields = Object.keys(body)
        .filter((field) => !["operations", ...PRIVATE_FIELDS].includes(field))
        .filter((field) => !told.includes(canonicalJson(body[field])));
      return fields.length > 0 ? [[name, fields]] : [];
    });
    expect(Object.fromEntries(untold)).toEqual(TOLD_OTHERWISE);
    expect(made.length).toBeGreaterThan(30);
    const empty = sent.flatMap(({ acts }) =>
      acts.filter(({ change: { network: _network, ...told } }) => Object.keys(told).length === 0),
    );
    // A note is what somebody wrote, and moves nothing.
    expect([...new Set(empty.map(({ action }) => action))]).toEqual(["dispute.noted"]);
  });

  it("tells what was given and what was in its place, also where no route shows the thing alone", () => {
    const given = sent.filter(({ name }) => name.startsWith("PATCH"));
    const untold = given.flatMap(({ name, body, acts }) =>
      Object.keys(body)
        .filter((field) => !isTold(acts, field, ({ to }) => isSame(to, body[field]) || body.done === true))
        .map((field) => `${name} ${field}`),
    );
    expect(untold).toEqual([]);
    const put = sent.filter(({ name }) => name.startsWith("PUT"));
    const blind = put.filter(({ acts }) => !acts.some(({ change }) => pairsOf(change).length > 0));
    expect(blind.map(({ name }) => name)).toEqual([]);
    expect([given.length, put.length]).toEqual([expect.toSatisfy((many) => many > 15), 10]);
  });
});

it("no log and no event holds a secret, an address, an account or what tells of a person", async () => {
  const logs = await rowsOf(`
    select 'act ' || action as what, change::text as text from audit_log
     union all select 'event ' || type, data::text from events
     union all select 'person ' || action, change::text from person_events`);
  const kinds = new Set(secrets.values());
  for (const kind of ["key", "secret", "otpauth_uri", "email", "iban", "phone", "credential"])
    expect(kinds).toContain(kind);
  secrets.set(ADDRESS, "address");
  const found = [...secrets].flatMap(([secret, kind]) => {
    // What is short is looked for as a whole value alone.
    const sought = secret.length < 8 ? JSON.stringify(secret) : JSON.stringify(secret).slice(1, -1);
    return logs.filter(({ text }) => text.includes(sought)).map(({ what }) => `${what}: ${kind} ${secret}`);
  });
  expect(found).toEqual([]);
  expect(logs.length).toBeGreaterThan(150);
});
