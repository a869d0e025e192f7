import { isbot } from "isbot";
import { type AgentClass, agentClass, type ClickSignals } from "../../core/link/verdict.ts";
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
  const remembered = known.get(raw);
  if (remembered !== undefined) return remembered;
  const text = cleanLine(raw, USER_AGENT_CHARS_MAX) || null;
  const agent = { raw, text, agentClass: agentClass(raw, isbot(raw)) };
  if (raw.length <= USER_AGENT_CHARS_MAX) known.set(raw, agent);
  return agent;
}

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
