import { type Closed, closedBy } from "../../core/link/closed-link.ts";
import type { PublishedCap } from "../../core/link/published-link.ts";
import { parseQuery, type QueryPair } from "../../core/link/query.ts";
import { askCaps, type CapMemory } from "../click/caps.ts";
import { noteVisit, type Visit } from "../click/click.ts";
import type { ClickSettings } from "../click/click-env.ts";
import type { ClickLog } from "../click/click-log.ts";
import type { DailySalt } from "../click/daily-salt.ts";
import type { RecentClicks } from "../click/recent-clicks.ts";
import { type RequestSigns, readSigns } from "../click/request-signs.ts";
import { callerNetwork } from "../shared/caller-address.ts";
import { page } from "../shared/page.ts";
import type { PublishedStore } from "../shared/published-store.ts";
import { newRequestId } from "../shared/request-id.ts";
import { sleep, withTimeLimit } from "../shared/time-limit.ts";
import { type Chosen, chooseDestination, locationOf } from "./destination.ts";
import type { EdgeEnv } from "./env.ts";
import type { LinkAddress } from "./link-address.ts";
import type { EdgeLink } from "./link-store.ts";
import type { LostVisitors } from "./lost-visitors.ts";

/** What a visitor of a durable link waits at most until the click is kept for good. */
export const DURABLE_WAIT_MS = 50;

/**
 * Every redirect is a copy of this one, whose headers are set anew for each: the runtime takes a response apart
 * quicker than an object of options, and to write into the headers of the copy would make an object more for every click.
 */
const template = new Response(null, {
  status: 302,
  headers: { "Cache-Control": "no-store", "Referrer-Policy": "strict-origin-when-cross-origin" },
});
const redirectHeaders = template.headers;

/** What an isolate remembers for its redirects. */
export type EdgeMemory = {
  readonly links: PublishedStore<EdgeLink>;
  readonly salt: DailySalt;
  readonly recent: RecentClicks;
  readonly caps: CapMemory;
  readonly log: ClickLog;
  readonly lost: LostVisitors;
  readonly now: () => number;
};

/** One request on its way to its answer. */
type Call = {
  readonly request: Request;
  readonly address: LinkAddress;
  /** Of the address, without its `?`. */
  readonly query: string;
  readonly env: EdgeEnv;
  readonly settings: ClickSettings;
  readonly context: Pick<ExecutionContext, "waitUntil">;
  readonly memory: EdgeMemory;
};
/** What a click needs besides, from the isolate's memory or from KV. */
type Known = {
  readonly edgeLink: EdgeLink;
  readonly salt: Uint8Array;
  readonly nowMs: number;
  /** The isolate had to ask for it. */
  readonly isCold: boolean;
};
/** A click on its way to its answer. */
type Following = Pick<Known, "edgeLink" | "nowMs" | "isCold"> & {
  readonly call: Call;
  readonly query: readonly QueryPair[];
  readonly visit: Visit;
};
/** What keeps a click from counting, beside its verdict. */
type Bar = {
  readonly closed: Closed | null;
  readonly over: PublishedCap | null;
  readonly isUnknown: boolean;
};
const OPEN: Bar = { closed: null, over: null, isUnknown: false };

/**
 * Sends a visitor on and notes the click, whatever it is taken for.
 *
 * The redirect never waits for the log, unless its link asks for it: a lost click costs one commission, a
 * slow link costs sales. A link the isolate knows is answered at once, without a turn of the event loop.
 */
export function followLink(call: Call): Response | Promise<Response> {
  const { address, memory } = call;
  const nowMs = memory.now();
  const edgeLink = memory.links.peek(address.key, nowMs);
  const salt = memory.salt.peek(nowMs);
  if (!edgeLink || !salt) return findAndFollow(call);
  return follow(call, signsOf(call), { edgeLink, salt, nowMs, isCold: false });
}

const signsOf = ({ request, query }: Call): RequestSigns => readSigns(request, parseQuery(query));

async function findAndFollow(call: Call): Promise<Response> {
  const { request, address, env, memory, context } = call;
  const network = callerNetwork(request.headers);
  const isFree = network === null || memory.links.knows(address.key);
  const admission = isFree ? "free" : memory.lost.admit(network, request);
  if (admission === "refused") return page(429, newRequestId());
  // Side by side, since a cold isolate has neither.
  const salt = memory.salt.today(env.PUBLISHED, (promise) => context.waitUntil(promise));
  const finding = memory.links.find(env.PUBLISHED, address.key);
  // Meanwhile: code that has not run before takes as long as KV does.
  const signs = signsOf(call);
  const found = await finding;
  if (found.status === "absent") {
    if (network !== null) context.waitUntil(memory.lost.count(network, env.LOST));
    return page(404, newRequestId());
  }
  if (found.status === "away") return page(503, newRequestId());
  if (network !== null && admission === "chance") memory.lost.giveBack(network);
  return follow(call, signs, { edgeLink: found.value, salt: await salt, nowMs: memory.now(), isCold: true });
}

function follow(
  call: Call,
  signs: RequestSigns,
  { edgeLink, salt, nowMs, isCold }: Known,
): Response | Promise<Response> {
  const { request, address, env, memory } = call;
  const { link } = edgeLink;
  const visit = noteVisit({
    headers: request.headers,
    signs,
    link,
    host: address.host,
    slug: address.slug,
    isSecure: address.isSecure,
    nowMs,
    requestId: null,
    salt,
    signClickId: call.settings.signClickId,
    recent: memory.recent,
  });
  const following: Following = { call, edgeLink, query: signs.query, visit, nowMs, isCold };
  const closed = closedBy(link, nowMs);
  if (closed) return answer(following, { ...OPEN, closed });
  const counts = visit.verdict === "human" && request.method === "GET";
  if (link.caps === undefined || !counts) return answer(following, OPEN);
  const { clickId } = visit;
  const asked = askCaps(
    link.caps,
    { clickId, workspaceId: link.workspace_id, nowMs },
    {
      namespace: env.CAPS,
      memory: memory.caps,
      waitUntil: (promise) => call.context.waitUntil(promise),
    },
  );
  return asked.then(({ over, isUnknown }) => answer(following, { closed: null, over, isUnknown }));
}

/** Records the click and answers it. A browser that speculates gets an answer it cannot show, so that the click itself comes too. */
function answer(following: Following, bar: Bar): Response | Promise<Response> {
  const { call, visit, edgeLink } = following;
  const { memory } = call;
  const { method } = call.request;
  const requestId = visit.record.request_id;
  const isFollowed = method === "GET" || method === "HEAD";
  const isStopped = !isFollowed || bar.closed !== null || bar.over !== null;
  const chosen = isFollowed ? destinationUnder(following, bar) : null;
  const isDurable = edgeLink.link.durable === true && chosen !== null;
  const kept = keep(following, { bar, chosen, isDurable });
  memory.recent.remember(visit.record);
  if (!isFollowed) return page(405, requestId);
  if (chosen === null) return page(bar.closed === "link_not_started" ? 404 : 410, requestId);
  if (visit.verdict === "prefetch") return page(503, requestId);
  const response = redirect(following, chosen, isStopped);
  return kept === undefined ? response : kept.then(() => response);
}

function destinationUnder(following: Following, { closed, over }: Bar): Chosen | null {
  const { link, destinations } = following.edgeLink;
  if (closed) {
    const fallback = destinations.get(link.fallback_url ?? "");
    return fallback ? { destination: fallback } : null;
  }
  const overflow = over && destinations.get(over.overflow_url ?? "");
  return overflow ? { destination: overflow } : chooseDestination(following.edgeLink, following);
}

/** Hands the click to the log; gives what a visitor of a durable link waits for. */
function keep(
  { call, visit, edgeLink, isCold }: Following,
  how: { readonly bar: Bar; readonly chosen: Chosen | null; readonly isDurable: boolean },
): Promise<void> | undefined {
  const { bar, chosen } = how;
  const { request, env, settings, memory, context } = call;
  const { record } = visit;
  const { evidence } = record;
  const isPerson = record.verdict === "human" || record.verdict === "duplicate";
  if (isPerson && (bar.closed || chosen === null)) record.verdict = "blocked";
  if (isPerson && bar.over) record.verdict = "over_cap";
  if (bar.closed) evidence.push(bar.closed);
  else if (chosen === null) evidence.push(`method_${request.method.toLowerCase()}`.slice(0, 64));
  if (bar.over) evidence.push(`cap:${bar.over.id}`.slice(0, 64));
  if (bar.isUnknown) evidence.push("cap_unknown");
  if (chosen?.refused) evidence.push(chosen.refused);
  if (chosen?.rule) record.rule = chosen.rule;
  if (chosen?.variant) record.variant = chosen.variant;
  if (chosen && chosen.destination !== edgeLink.main) {
    record.landing_host = chosen.destination.host.slice(0, 255) || undefined;
  }
  const stores = { queues: settings.queues, lingerMs: settings.lingerMs, bucket: env.INTAKE };
  let onSettled: (() => void) | undefined;
  const settled = how.isDurable ? new Promise<void>((resolve) => (onSettled = resolve)) : undefined;
  const write = (): Promise<void> | undefined => memory.log.record(record, stores, onSettled);
  // The first visitor of a link here has waited for KV: the code of the log is loaded once they are answered.
  const work = isCold && !how.isDurable ? sleep(0).then(write) : write();
  if (work !== undefined) context.waitUntil(work);
  return settled === undefined ? undefined : withTimeLimit(settled, DURABLE_WAIT_MS).catch(() => undefined);
}

function redirect(following: Following, { destination }: Chosen, isStopped: boolean): Response {
  const { visitor, repeat } = following.visit.cookies;
  redirectHeaders.set("Location", locationOf(destination, following));
  redirectHeaders.set("Request-Id", following.visit.record.request_id);
  if (visitor === null) redirectHeaders.delete("Set-Cookie");
  else redirectHeaders.set("Set-Cookie", visitor);
  // The next click is judged by itself, or it would pass as the repeat of one that did not.
  if (!isStopped) for (const each of repeat) redirectHeaders.append("Set-Cookie", each);
  return new Response(null, template);
}
