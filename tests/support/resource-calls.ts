import type { ApiWithSample } from "./api-with-sample.ts";
import type { MutatingCall } from "./mutating-call.ts";
import { PICTURES } from "./pictures.ts";

/** Bodies of a standard entity: what makes one, of a name, and what changes it. */
type Bodies = {
  readonly make: (name: string) => Readonly<Record<string, unknown>>;
  readonly change: Readonly<Record<string, unknown>>;
  /** It is made by a call that shows a secret: not by many at once, nor by a file. */
  readonly isMadeApart?: true;
  /** It is not made by a file. */
  readonly isNotImported?: true;
};

/** A name as a slug, which a spreadsheet would run. */
const slugOf = (name: string): string => `-${name.replaceAll(/[^A-Za-z0-9]/g, "")}`;

const hostOf = (name: string): string =>
  `n${name.replaceAll(/[^A-Za-z0-9]/g, "").toLowerCase()}.named.example`;

/** Standard entities by their paths. What their rows name is made first. */
export async function standardEntities(shop: ApiWithSample): Promise<Readonly<Record<string, Bodies>>> {
  const { programId, affiliates } = shop.sample;
  const affiliate = { affiliate_id: affiliates[0].affiliateId };
  const owner = { ...affiliate, program_id: programId };
  const landing_url = "https://shop.example/shoes";
  const offer = await shop.post("/v1/offers", { program_id: programId, name: "Named", landing_url });
  const pipeline = await shop.post("/v1/pipelines", { name: `Named ${offer.body.id}` });
  const due_at = "2090-01-01T00:00:00Z";
  return {
    "/v1/affiliates": {
      make: (name) => ({ name, email: "joan@a.example", group: "gold", tags: ["vip"] }),
      change: { tier: "gold" },
    },
    "/v1/programs": {
      make: (name) => ({ name, currency: "EUR", plan_id: shop.sample.planId }),
      change: { hold_days: 7 },
    },
    "/v1/offers": {
      make: (name) => ({ program_id: programId, name, landing_url }),
      change: { status: "active" },
    },
    "/v1/creatives": {
      make: (name) => ({ offer_id: offer.body.id, kind: "text", name, body: "Buy" }),
      change: { body: "Buy now" },
    },
    "/v1/links": {
      make: (name) => ({ ...owner, destination_url: "https://shop.example/", slug: slugOf(name) }),
      change: { durable: true },
    },
    "/v1/coupons": {
      make: (name) => ({ ...owner, vanity: true, code: slugOf(`c${name}`) }),
      change: { status: "disabled" },
    },
    "/v1/link-domains": {
      make: (name) => ({ root_url: "https://shop.example/", host: hostOf(name) }),
      change: { root_url: "https://shop.example/2" },
    },
    "/v1/webhook-endpoints": {
      make: (description) => ({ url: "https://1.1.1.1/hook", description, types: ["*"] }),
      change: { types: ["payout.paid"] },
      isMadeApart: true,
    },
    "/v1/postbacks": {
      make: (description) => ({
        ...{ ...affiliate, url: "https://1.1.1.1/p", description, types: ["commission.created"] },
      }),
      change: { types: ["payout.paid"] },
      isNotImported: true,
    },
    "/v1/groups": { make: (name) => ({ name }), change: { color: "#1f6feb" } },
    "/v1/tags": { make: (name) => ({ name }), change: { color: "#1f6feb" } },
    "/v1/contacts": { make: (name) => ({ ...affiliate, name }), change: { phone: "+49 30 1" } },
    "/v1/notes": { make: (text) => ({ ...affiliate, text }), change: { pinned: true } },
    "/v1/tasks": { make: (title) => ({ ...affiliate, title, due_at }), change: { done: true } },
    "/v1/pipelines": { make: (name) => ({ name }), change: { description: "For content" } },
    "/v1/stages": {
      make: (name) => ({ pipeline_id: pipeline.body.id, name }),
      change: { position: 7 },
    },
    "/v1/segments": {
      make: (name) => ({ name, rule: { all: [{ field: "tag", has: "vip" }] } }),
      change: { rule: { all: [] } },
    },
    "/v1/saved-reports": {
      make: (name) => ({ name, definition: { by: ["day"] } }),
      change: { shared: true },
    },
  };
}

/** A request for each route of each standard entity that changes something. */
export async function callsOfResources(shop: ApiWithSample): Promise<Readonly<Record<string, MutatingCall>>> {
  const calls: Record<string, MutatingCall> = {};
  const entities = await standardEntities(shop);
  for (const [path, bodies] of Object.entries(entities)) {
    const { make, change, isMadeApart, isNotImported } = bodies;
    const id = async (name: string): Promise<string> => (await shop.post(path, make(name))).body.id;
    const archived = await id("Archived");
    await shop.post(`${path}/${archived}/archive`);
    calls[`POST ${path}`] ??= { path, body: make("Made") };
    calls[`PATCH ${path}/:id`] ??= { path: `${path}/${await id("Changed")}`, body: change };
    calls[`POST ${path}/:id/archive`] = { path: `${path}/${await id("Gone")}/archive` };
    calls[`POST ${path}/:id/restore`] = { path: `${path}/${archived}/restore` };
    calls[`POST ${path}/bulk`] = {
      ...{ path: `${path}/bulk`, body: { operations: [await bulkOperation(bodies, () => id("Bulk"))] } },
    };
    if (isMadeApart || isNotImported) continue;
    calls[`POST ${path}/imports`] = {
      ...{ path: `${path}/imports`, body: csvOf(make("Imported")), headers: { "content-type": "text/csv" } },
    };
  }
  const banner = await shop.post("/v1/creatives", {
    ...entities["/v1/creatives"]?.make("Banner"),
    kind: "banner",
  });
  const segment = await shop.post("/v1/segments", { name: "Applied", rule: { all: [] } });
  const affiliate = shop.sample.affiliates[0].affiliateId;
  return {
    ...calls,
    "POST /v1/affiliates/:id/stage": {
      ...{ path: `/v1/affiliates/${affiliate}/stage`, body: { stage_id: await stageOf(shop) } },
    },
    "PUT /v1/creatives/:id/file": {
      path: `/v1/creatives/${banner.body.id}/file`,
      ...{ body: new Blob([PICTURES.gif]), headers: { "content-type": "image/gif" } },
    },
    "POST /v1/segments/:id/apply": {
      ...{ path: `/v1/segments/${segment.body.id}/apply`, body: { action: "add_tag", tag: "applied" } },
    },
  };
}

const bulkOperation = async ({ make, change, isMadeApart }: Bodies, made: () => Promise<string>) =>
  isMadeApart ? { op: "update", id: await made(), set: change } : { op: "create", set: make("Bulk") };

async function stageOf(shop: ApiWithSample): Promise<string> {
  const pipeline = await shop.post("/v1/pipelines", { name: "With a stage" });
  return (await shop.post("/v1/stages", { pipeline_id: pipeline.body.id, name: "First" })).body.id;
}

/** A row as CSV, under its names. */
function csvOf(row: Readonly<Record<string, unknown>>): Blob {
  const cells = Object.values(row).map((value) => {
    const text = Array.isArray(value)
      ? value.join(";")
      : typeof value === "object"
        ? JSON.stringify(value)
        : String(value);
    return `"${text.replaceAll('"', '""')}"`;
  });
  return new Blob([`${Object.keys(row).join(",")}\n${cells.join(",")}\n`]);
}

/** Entities whose routes are others' as well, by one definition: some of them stand for all. */
const STOOD_FOR = [
  ...["creatives", "groups", "contacts", "notes", "tasks", "pipelines", "stages", "saved-reports"],
  ...["segments"],
];

/** False of a route that is made as another's is, and tested with that. */
export function standsForItself(name: string): boolean {
  if (/\/(apply|file)$/.test(name) || name === "POST /v1/affiliates/:id/stage") return true;
  return !STOOD_FOR.some((entity) => new RegExp(`^\\w+ /v1/${entity}(/|$)`).test(name));
}
