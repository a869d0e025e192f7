import type { ClickRecord } from "../../contracts/click-message.ts";
import { copyText } from "../../core/shared/text.ts";
import { BoundedMap } from "../shared/bounded-map.ts";

const KNOWN_LINKS_MAX = 2_000;
const KNOWN_AGENTS_MAX = 1_000;
/** What all clicks of a link have alike, and its JSON without braces. */
const knownLinks = new BoundedMap<{ readonly link: OfLink; readonly json: string }>(KNOWN_LINKS_MAX);
const knownAgents = new BoundedMap<string>(KNOWN_AGENTS_MAX);

/** Whatever JSON takes as it stands, and most hosts are made of. */
const PLAIN = /^[\w.-]+$/;

type OfLink = Pick<ClickRecord, "workspace_id" | "link_id" | "affiliate_id" | "program_id" | "host" | "slug">;

/**
 * Writes a click as JSON, joined from its parts. `JSON.stringify` is quick with texts that lie in one piece, and those of
 * a click are mostly cut out of a header or put together: it would take four times as long. Ids, hashes
 * and codes hold nothing that JSON escapes, since they are checked or made here; all else is quoted.
 */
export function clickJson(click: ClickRecord): string {
  const place = `"country":${code(click.country)},"asn":${click.asn}`;
  const visitor = `"visitor_id":"${click.visitor_id}","visitor_kind":"${click.visitor_kind}"`;
  const judged = `"verdict":"${click.verdict}","evidence":${list(click.evidence)}`;
  const referrer = click.referrer_host === null ? "null" : quoted(click.referrer_host);
  const source = `"user_agent":${agentJson(click.user_agent)},"referrer_host":${referrer}`;
  const rest = `"is_opted_out":${click.is_opted_out},"request_id":"${click.request_id}"${optional(click)}`;
  return `{"id":"${click.id}",${linkJson(click)},"clicked_at_ms":${click.clicked_at_ms},${visitor},${judged},"network_hash":${code(click.network_hash)},${source},${place},"sub_ids":${list(click.sub_ids)},${rest}}`;
}

const code = (text: string | null): string => (text === null ? "null" : `"${text}"`);
const list = (texts: readonly string[]): string => (texts.length === 0 ? "[]" : JSON.stringify(texts));

function optional({
  source,
  region,
  language,
  rule,
  variant,
  landing_host: landingHost,
}: ClickRecord): string {
  let json = "";
  if (region !== undefined) json += `,"region":"${region}"`;
  if (language !== undefined) json += `,"language":"${language}"`;
  if (source !== undefined) json += `,"source":"${source}"`;
  if (rule !== undefined) json += `,"rule":${quoted(rule)}`;
  if (variant !== undefined) json += `,"variant":${quoted(variant)}`;
  return landingHost === undefined ? json : `${json},"landing_host":${quoted(landingHost)}`;
}

const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

function agentJson(agent: string | null): string {
  if (agent === null) return "null";
  const known = knownAgents.peek(agent);
  if (known !== undefined) return known;
  const json = JSON.stringify(agent);
  knownAgents.set(copyText(agent), json);
  return json;
}

function linkJson(click: ClickRecord): string {
  const known = knownLinks.peek(click.link_id);
  if (known !== undefined && isOfLink(click, known.link)) return known.json;
  const { workspace_id, link_id, affiliate_id, program_id, host } = click;
  const link = { workspace_id, link_id, affiliate_id, program_id, host, slug: copyText(click.slug) };
  const json = JSON.stringify(link).slice(1, -1);
  knownLinks.set(link_id, { link, json });
  return json;
}

const isOfLink = (click: ClickRecord, link: OfLink): boolean =>
  click.workspace_id === link.workspace_id &&
  click.affiliate_id === link.affiliate_id &&
  click.program_id === link.program_id &&
  click.host === link.host &&
  click.slug === link.slug;
