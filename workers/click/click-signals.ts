import { isbot } from "isbot";
import { agentClass, type ClickSignals } from "../../core/link/verdict.ts";

/** Takes from a request what its verdict is made of; whether it is a repeat, the request alone cannot tell. */
export function signalsOf({ method, headers }: Request): Omit<ClickSignals, "isRepeat"> {
  const userAgent = headers.get("user-agent");
  return {
    method,
    userAgent,
    agentClass: agentClass(userAgent, isbot(userAgent)),
    secFetchDest: headers.get("sec-fetch-dest"),
    secFetchMode: headers.get("sec-fetch-mode"),
    secFetchSite: headers.get("sec-fetch-site"),
    secFetchUser: headers.get("sec-fetch-user"),
    secPurpose: headers.get("sec-purpose"),
    purpose: headers.get("purpose"),
    xPurpose: headers.get("x-purpose"),
    xMoz: headers.get("x-moz"),
    hasReferrer: headers.has("referer"),
  };
}
