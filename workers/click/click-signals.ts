import { isbot } from "isbot";
import { type AgentClass, agentClass, type ClickSignals, classifyClick } from "../../core/link/verdict.ts";
import { cleanLine } from "../../core/shared/text.ts";
import { BoundedMap } from "../shared/bounded-map.ts";

const USER_AGENT_CHARS_MAX = 512;
/** User agents that are remembered; a list of crawlers is long to search, and most visitors have one of few agents. */
const KNOWN_AGENTS_MAX = 1_000;

/** What there is to know of a user agent. */
export type UserAgent = {
  /** As it came. */
  readonly raw: string | null;
  /** Cut and cleaned; null for none. */
  readonly text: string | null;
  readonly agentClass: AgentClass;
};

const NO_AGENT: UserAgent = { raw: null, text: null, agentClass: agentClass(null, false) };
const known = new BoundedMap<UserAgent>(KNOWN_AGENTS_MAX);

/** Sorts a user agent. One longer than browsers send is not remembered: somebody plays with it. */
export function agentOf(raw: string | null): UserAgent {
  if (raw === null) return NO_AGENT;
  const remembered = known.peek(raw);
  if (remembered !== undefined) return remembered;
  const text = cleanLine(raw, USER_AGENT_CHARS_MAX) || null;
  const agent = { raw, text, agentClass: classOf(raw) };
  if (raw.length <= USER_AGENT_CHARS_MAX) known.set(raw, agent);
  return agent;
}

/**
 * Agents that Chrome, Edge, Safari and Firefox send as they come, letter for letter but for versions. None of
 * them is on the list of crawlers, and to compile that takes milliseconds of the first click of an isolate;
 * so does a pattern of all of these at once.
 */
export const PLAIN_BROWSERS = {
  chromium:
    /^Mozilla\/5\.0 \((?:Windows NT 10\.0; Win64; x64|Macintosh; Intel Mac OS X 10_15_7|X11; Linux x86_64|Linux; Android 10; K)\) AppleWebKit\/537\.36 \(KHTML, like Gecko\) Chrome\/\d{2,3}\.0\.0\.0(?: Mobile)? Safari\/537\.36(?: Edg\/\d{2,3}\.0\.0\.0)?$/,
  safari:
    /^Mozilla\/5\.0 \((?:Macintosh; Intel Mac OS X 10_15_7|iPhone; CPU iPhone OS \d{2}_\d{1,2}(?:_\d)? like Mac OS X)\) AppleWebKit\/605\.1\.15 \(KHTML, like Gecko\) Version\/\d{2}\.\d(?:\.\d)? (?:Mobile\/15E\d{3} )?Safari\/60[45]\.1(?:\.15)?$/,
  firefox:
    /^Mozilla\/5\.0 \((?:Windows NT 10\.0; Win64; x64|Macintosh; Intel Mac OS X 10\.15|X11; Linux x86_64); rv:\d{2,3}\.0\) Gecko\/20100101 Firefox\/\d{2,3}\.0$/,
} as const;

function isPlainBrowser(raw: string): boolean {
  if (raw.includes(" Chrome/")) return PLAIN_BROWSERS.chromium.test(raw);
  return (raw.includes(" Version/") ? PLAIN_BROWSERS.safari : PLAIN_BROWSERS.firefox).test(raw);
}

const classOf = (raw: string): AgentClass => (isPlainBrowser(raw) ? "browser" : agentClass(raw, isbot(raw)));

/** Takes from a request what its verdict is made of; as if it were no repeat: the request alone cannot tell. */
export function signalsOf(
  method: string,
  headers: Headers,
  { agent, hasReferrer }: { readonly agent: UserAgent; readonly hasReferrer: boolean },
): ClickSignals {
  return {
    method,
    userAgent: agent.raw,
    agentClass: agent.agentClass,
    secFetchDest: headers.get("sec-fetch-dest"),
    secFetchMode: headers.get("sec-fetch-mode"),
    secFetchSite: headers.get("sec-fetch-site"),
    secFetchUser: headers.get("sec-fetch-user"),
    secPurpose: headers.get("sec-purpose"),
    purpose: headers.get("purpose"),
    xPurpose: headers.get("x-purpose"),
    xMoz: headers.get("x-moz"),
    hasReferrer,
    isRepeat: false,
  };
}

/** True of a request that shows itself as a person's navigation, whatever link it is for. */
export function looksLikePerson({ method, headers }: Request): boolean {
  const agent = agentOf(headers.get("user-agent"));
  const signals = signalsOf(method, headers, { agent, hasReferrer: headers.get("referer") !== null });
  return classifyClick(signals).verdict === "human";
}
