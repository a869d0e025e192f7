import { isbot } from "isbot";
import { type AgentClass, agentClass, type ClickSignals } from "../../core/link/verdict.ts";
import { BoundedMap } from "../shared/bounded-map.ts";

/** User agents whose class is remembered, and how long one may be: beyond, somebody plays with it. */
const KNOWN_AGENTS_MAX = 1_000;
const AGENT_CHARS_MAX = 512;
const known = new BoundedMap<AgentClass>(KNOWN_AGENTS_MAX);

/** Takes from a request what its verdict is made of; as if it were no repeat: the request alone cannot tell. */
export function signalsOf(method: string, headers: Headers): ClickSignals {
  const userAgent = headers.get("user-agent");
  return {
    method,
    userAgent,
    agentClass: classOf(userAgent),
    secFetchDest: headers.get("sec-fetch-dest"),
    secFetchMode: headers.get("sec-fetch-mode"),
    secFetchSite: headers.get("sec-fetch-site"),
    secFetchUser: headers.get("sec-fetch-user"),
    secPurpose: headers.get("sec-purpose"),
    purpose: headers.get("purpose"),
    xPurpose: headers.get("x-purpose"),
    xMoz: headers.get("x-moz"),
    hasReferrer: headers.has("referer"),
    isRepeat: false,
  };
}

/** A list of crawlers is long to search, and most visitors come with one of few agents. */
function classOf(userAgent: string | null): AgentClass {
  if (userAgent === null || userAgent.length > AGENT_CHARS_MAX)
    return agentClass(userAgent, isbot(userAgent));
  const remembered = known.get(userAgent);
  if (remembered !== undefined) return remembered;
  const found = agentClass(userAgent, isbot(userAgent));
  known.set(userAgent, found);
  return found;
}
