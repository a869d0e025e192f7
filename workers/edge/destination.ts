import { readAgent } from "../../core/link/agent.ts";
import { judgeDeepLink } from "../../core/link/deep-link.ts";
import { type Destination, fillDestination, plainDestination } from "../../core/link/location.ts";
import { isReservedOnLinks } from "../../core/link/parameter-map.ts";
import { type QueryPair, queryValue } from "../../core/link/query.ts";
import { chooseVariant, matchRule } from "../../core/link/targeting.ts";
import { parseUrl } from "../../platform/parse-url.ts";
import type { Visit } from "../click/click.ts";
import type { EdgeLink } from "./link-store.ts";

/** Letters of a visitor's parameters that a destination gets; whole parameters beyond are left out. */
const PASSED_CHARS_MAX = 2_048;

/** Where a visitor goes, and what decided it. */
export type Chosen = {
  readonly destination: Destination;
  readonly rule?: string;
  readonly variant?: string;
  /** Why the `to=` of the link was not followed. */
  readonly refused?: string;
};

/**
 * Chooses where a visitor goes: the first targeting rule that holds, since it is the merchant's word; else
 * `to=` if the program allows it, since it is the affiliate's; else a variant by weight, the same each time;
 * else where the link leads. A `to=` that is not allowed costs nobody a sale: the visitor goes on without it.
 */
export function chooseDestination(
  { link, main, destinations, clickIdParameters }: EdgeLink,
  {
    visit,
    query,
    nowMs,
  }: { readonly visit: Visit; readonly query: readonly QueryPair[]; readonly nowMs: number },
): Chosen {
  const { place } = visit;
  const rule = link.rules && matchRule(link.rules, { ...place, ...readAgent(visit.userAgent), nowMs });
  if (rule) return { destination: destinations.get(rule.destination_url) ?? main, rule: rule.id };
  const to = queryValue(query, "to");
  const deep =
    to === null
      ? null
      : judgeDeepLink(to, { hosts: link.allowed_hosts ?? [], schemes: link.allowed_schemes ?? [] }, parseUrl);
  if (deep && "address" in deep) {
    return { destination: plainDestination(deep.address, clickIdParameters) };
  }
  const refused = deep ? { refused: deep.refused } : {};
  const variant = link.variants && chooseVariant(link.variants, `${visit.visitorId} ${link.link_id}`);
  if (!variant) return { destination: main, ...refused };
  return { destination: destinations.get(variant.destination_url) ?? main, variant: variant.id, ...refused };
}

/** Writes the address a visitor is sent to: macros filled, click id and `afsrc=1` added, their own parameters passed on. */
export function locationOf(
  destination: Destination,
  {
    edgeLink,
    visit,
    query,
    nowMs,
  }: {
    readonly edgeLink: EdgeLink;
    readonly visit: Visit;
    readonly query: readonly QueryPair[];
    readonly nowMs: number;
  },
): string {
  const { link, clickIdParameters } = edgeLink;
  let added = "";
  for (const name of clickIdParameters) {
    if (!destination.names.has(name)) added = join(added, `${name}=${visit.clickId}`);
  }
  if (link.adds_afsrc !== false && !destination.names.has("afsrc")) added = join(added, "afsrc=1");
  added = join(added, passedOn(query, { edgeLink, destination }));
  return fillDestination(destination, (name) => macroValue(name, { edgeLink, visit, nowMs }), added);
}

const join = (left: string, right: string): string =>
  left === "" || right === "" ? left + right : `${left}&${right}`;

/** A destination's own parameters win, and what is ours ends here. */
function passedOn(
  query: readonly QueryPair[],
  { edgeLink, destination }: { readonly edgeLink: EdgeLink; readonly destination: Destination },
): string {
  const { link, clickIdParameters } = edgeLink;
  if (query.length === 0 || link.pass_query === "none") return "";
  const passed: string[] = [];
  let chars = 0;
  for (const { name, raw } of query) {
    if (link.pass_query === "utm" && !name.startsWith("utm_")) continue;
    const isOurs = isReservedOnLinks(name) || clickIdParameters.includes(name);
    const isAlias = link.sub_ids !== undefined && Object.hasOwn(link.sub_ids, name);
    if (isOurs || isAlias || destination.names.has(name) || chars + raw.length > PASSED_CHARS_MAX) continue;
    // Whatever reached us unencoded must not end the header or the query.
    passed.push(raw.replace(/[^\x21\x24-\x7e]/gu, (char) => encodeURIComponent(char)));
    chars += raw.length;
  }
  return passed.join("&");
}

function macroValue(
  name: string,
  {
    edgeLink: { link },
    visit,
    nowMs,
  }: { readonly edgeLink: EdgeLink; readonly visit: Visit; readonly nowMs: number },
): string {
  if (name.startsWith("sub")) return visit.subIds[Number(name.slice(3)) - 1] ?? "";
  switch (name) {
    case "click_id":
      return visit.clickId;
    case "affiliate_id":
      return link.affiliate_id;
    case "link_id":
      return link.link_id;
    case "country":
      return visit.place.country ?? "";
    case "device":
      return readAgent(visit.userAgent).device;
    case "timestamp":
      return String(Math.floor(nowMs / 1_000));
    case "coupon_code":
      return link.coupon_code ?? "";
    default:
      return "";
  }
}
