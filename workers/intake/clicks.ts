import type { Context } from "hono";
import type { ClickRecord } from "../../contracts/click-message.ts";
import { type DirectClick, type DirectClickAnswer, directClick, SLUG } from "../../contracts/direct-click.ts";
import type { PublishedKey } from "../../contracts/published.ts";
import { type Closed, closedBy } from "../../core/link/closed-link.ts";
import { SUB_IDS } from "../../core/link/parameters.ts";
import { linkKey } from "../../core/link/published-keys.ts";
import type { PublishedLink } from "../../core/link/published-link.ts";
import { parseQuery, type QueryPair } from "../../core/link/query.ts";
import { askCaps, type CapAnswer } from "../click/caps.ts";
import { noteVisit, type Visit } from "../click/click.ts";
import { clickSettingsOf } from "../click/click-env.ts";
import { readSigns } from "../click/request-signs.ts";
import { RequestError } from "../shared/errors.ts";
import { checked } from "../shared/read-json.ts";
import { withTimeLimit } from "../shared/time-limit.ts";
import { authenticateAs } from "./authenticate.ts";
import type { IntakeBindings } from "./env.ts";
import { type IntakeMemory, keyCheckOf } from "./memory.ts";
import { allowOrigin } from "./origins.ts";
import { invalid, readPageJson } from "./parameters.ts";

/** How long a page waits to hear that its click is kept; past that it is as good as a redirect's. */
const KEEP_WAIT_MS = 2_000;
/** Headers that tell of the visitor; the others tell of the script, which is not what came to the shop. */
const OF_VISITOR = [
  ...["user-agent", "accept-language", "cf-connecting-ip", "sec-gpc"],
  ...["sec-purpose", "purpose", "x-purpose", "x-moz"],
];

/** A link and where it is published. */
type Found = { readonly link: PublishedLink; readonly host: string; readonly slug: string };

/**
 * Notes a click without a redirect: a visitor came to the shop with the slug of a link in the address.
 * It is judged and recorded as a followed link is, as the navigation that it was, without cookies: the
 * page keeps the click id itself.
 *
 * Throws `RequestError`: 401 or 403 for the key or the page, 404 for a link that the key's workspace does
 * not have, 410 for one that may not be followed, 422 for a wrong field, 503 if no store is there.
 */
export async function takeDirectClick(c: Context<IntakeBindings>, memory: IntakeMemory): Promise<Response> {
  const request = c.req.raw;
  const json = await readPageJson(request);
  const key = await authenticateAs("publishable", { named: keyIn(json), request }, keyCheckOf(c.env, memory));
  allowOrigin(c, key.allowed_hosts);
  const click = checked(json, directClick);
  const found = await findLink(c, click, { memory, key });
  const visit = await noteDirect(c, found, { click, memory });
  const closed = closedBy(found.link, memory.now());
  const caps = closed ? null : await capsOf(c, { link: found.link, visit, memory });
  const record = recordOf(visit, click, { closed, caps });
  memory.recent.remember(record);
  await keep(c, record, memory);
  if (closed) throw new RequestError("gone", "This link may not be followed.", [problemOf(closed)]);
  const answer: DirectClickAnswer = { object: "click", click_id: visit.clickId };
  return c.json(answer, 201);
}

function keyIn(json: unknown): string | undefined {
  const key = typeof json === "object" && json !== null ? (json as { key?: unknown }).key : undefined;
  if (key !== undefined && typeof key !== "string") throw invalid("key", "must be text");
  return key;
}

/** Looks under the host that is named; else under the one that is asked, and then the shared one. */
async function findLink(
  c: Context<IntakeBindings>,
  click: DirectClick,
  { memory, key }: { readonly memory: IntakeMemory; readonly key: PublishedKey },
): Promise<Found> {
  const { canonicalHost, linkHost } = clickSettingsOf(c.env);
  const [param, name] = slugOf(click, key.parameter_map?.via ?? []);
  const hosts =
    click.host === undefined
      ? [canonicalHost(new URL(c.req.url).hostname), linkHost]
      : [canonicalHost(click.host.toLowerCase())];
  for (const each of new Set(hosts)) {
    const found = await memory.links.find(c.env.PUBLISHED, linkKey(each, name));
    if (found.status === "away") throw new RequestError("unavailable", "The link cannot be looked up now.");
    const isOwn = found.status === "found" && found.value.workspace_id === key.workspace_id;
    if (isOwn) return { link: found.value, host: each, slug: name };
  }
  const message = "names no link of this workspace";
  throw new RequestError("not_found", `${param} ${message}.`, [{ param, code: "not_found", message }]);
}

/** The slug and the field that holds it: one of its own, or the page's address, by `via` or the workspace's names of it. */
function slugOf({ slug, via, url }: DirectClick, names: readonly string[]): readonly [string, string] {
  if (slug !== undefined) return ["slug", slug];
  if (via !== undefined) return ["via", via];
  const query = url ? parseQuery(new URL(url).search.slice(1)) : [];
  const carried = query.find(
    ({ name, value }) => (name === "via" || names.includes(name)) && SLUG.test(value),
  );
  if (!carried) throw invalid("slug", "is required: as slug or via, or carried by url");
  return ["url", carried.value];
}

async function noteDirect(
  c: Context<IntakeBindings>,
  { link, host, slug }: Found,
  { click, memory }: { readonly click: DirectClick; readonly memory: IntakeMemory },
): Promise<Visit> {
  const salt = await memory.salt.today(c.env.PUBLISHED, (promise) => c.executionCtx.waitUntil(promise));
  const request = navigationOf(c.req.raw, click.referrer);
  return noteVisit({
    ...{ headers: request.headers, signs: readSigns(request, queryOf(click, link)) },
    // The page has no cookie of ours, and this answer sets none: the visitor is known for the day.
    link: { ...link, cookie_mode: "none" },
    ...{ host, slug, isSecure: true, nowMs: memory.now(), requestId: c.get("requestId"), salt },
    signClickId: clickSettingsOf(c.env).signClickId,
    recent: memory.recent,
  });
}

/** The visitor's way to the page, of which the script tells. */
function navigationOf(request: Request, referrer: string | undefined): Request {
  const headers = new Headers();
  for (const name of OF_VISITOR) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (referrer && /^https?:/i.test(referrer) && URL.canParse(referrer)) {
    headers.set("referer", new URL(referrer).origin);
  }
  // `cf` of a request that came in says more than that of one that is made may, and is kept all the same.
  return new Request(request.url, { headers, cf: request.cf } as RequestInit);
}

/** The affiliate's labels: those that are named, else those of the page's address. What else is there stays there. */
function queryOf(click: DirectClick, link: PublishedLink): readonly QueryPair[] {
  const named = SUB_IDS.flatMap((name): readonly QueryPair[] => {
    const value = click[name];
    return value ? [{ name, value, raw: "" }] : [];
  });
  const onPage = click.url ? parseQuery(new URL(click.url).search.slice(1)) : [];
  const isLabel = ({ name }: QueryPair): boolean =>
    (SUB_IDS as readonly string[]).includes(name) || Object.hasOwn(link.sub_ids ?? {}, name);
  const consent = click.consent === "denied" ? [{ name: "consent", value: "denied", raw: "" }] : [];
  return [...named, ...onPage.filter(isLabel), ...consent];
}

/** Counts a person's click for the caps of its link; null where none asks. There is no overflow: the visitor is at the shop. */
async function capsOf(
  c: Context<IntakeBindings>,
  {
    link,
    visit,
    memory,
  }: { readonly link: PublishedLink; readonly visit: Visit; readonly memory: IntakeMemory },
): Promise<CapAnswer | null> {
  if (link.caps === undefined || visit.verdict !== "human") return null;
  const click = { clickId: visit.clickId, workspaceId: link.workspace_id, nowMs: memory.now() };
  return askCaps(link.caps, click, {
    namespace: c.env.CAPS,
    memory: memory.caps,
    waitUntil: (promise) => c.executionCtx.waitUntil(promise),
  });
}

function recordOf(
  { record }: Visit,
  { url }: DirectClick,
  { closed, caps }: { readonly closed: Closed | null; readonly caps: CapAnswer | null },
): ClickRecord {
  const isPerson = record.verdict === "human" || record.verdict === "duplicate";
  const evidence = [
    ...record.evidence,
    ...(closed ? [closed] : []),
    ...(caps?.over ? [`cap:${caps.over.id}`.slice(0, 64)] : []),
    ...(caps?.isUnknown ? ["cap_unknown"] : []),
  ];
  return {
    ...record,
    ...{ source: "direct", evidence },
    ...(closed && isPerson ? { verdict: "blocked" } : {}),
    ...(caps?.over ? { verdict: "over_cap" } : {}),
    ...(url ? { landing_host: new URL(url).hostname.slice(0, 255) } : {}),
  };
}

/** Hands the click to the log; throws `RequestError` 503 if it hears in time that nothing took it. */
async function keep(c: Context<IntakeBindings>, record: ClickRecord, memory: IntakeMemory): Promise<void> {
  const { queues, lingerMs } = clickSettingsOf(c.env);
  let onSettled: ((isTaken: boolean) => void) | undefined;
  const settled = new Promise<boolean>((resolve) => {
    onSettled = resolve;
  });
  const work = memory.log.record(record, { queues, lingerMs, bucket: c.env.INTAKE }, onSettled);
  if (work !== undefined) c.executionCtx.waitUntil(work);
  const isTaken = await withTimeLimit(settled, KEEP_WAIT_MS).catch(() => true);
  if (!isTaken) throw new RequestError("unavailable", "The click cannot be kept right now.");
}

function problemOf(closed: Closed) {
  return { param: "slug", code: closed, message: "names a link that may not be followed at the moment" };
}
