import { type QueryPair, queryValue } from "../../core/link/query.ts";
import { type ClickSignals, classifyClick, type Judgement } from "../../core/link/verdict.ts";
import { callerNetwork } from "../shared/caller-address.ts";
import { type Place, placeOf, referrerHostOf } from "./click-record.ts";
import { agentOf, signalsOf, type UserAgent } from "./click-signals.ts";
import { isOptedOut } from "./visitor.ts";

/** What a request shows of its visitor, whatever link it is for. */
export type RequestSigns = {
  /** Of the link that is followed. */
  readonly query: readonly QueryPair[];
  readonly agent: UserAgent;
  readonly referrerHost: string | null;
  /** Where it came from, cut before anything else; null without an address. */
  readonly network: string | null;
  readonly place: Place;
  readonly isOptedOut: boolean;
  readonly signals: ClickSignals;
  /** What it is taken for if it repeats no other. */
  readonly judgement: Judgement;
};

/** Reads the signs of a request. No cookie is among them: whether those may be read, the link says. */
export function readSigns({ method, headers, cf }: Request, query: readonly QueryPair[]): RequestSigns {
  const agent = agentOf(headers.get("user-agent"));
  const referrer = headers.get("referer");
  const signals = signalsOf(method, headers, { agent, hasReferrer: referrer !== null });
  return {
    query,
    agent,
    referrerHost: referrerHostOf(referrer),
    network: callerNetwork(headers),
    place: placeOf(cf, headers),
    isOptedOut: isOptedOut(headers, queryValue(query, "consent")),
    signals,
    judgement: classifyClick(signals),
  };
}
