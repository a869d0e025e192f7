/** What the edge took a click for. Every click is stored with its verdict; none is dropped. */
export const VERDICTS = ["human", "bot", "prefetch", "preview", "duplicate", "over_cap", "blocked"] as const;
/** One of the verdicts. */
export type Verdict = (typeof VERDICTS)[number];

/** What kind of program a user agent names. `unknown` is an empty one. */
export type AgentClass = "browser" | "bot" | "preview" | "unknown";

/** What a request shows of itself; null where a header is absent. */
export type ClickSignals = {
  readonly method: string;
  readonly userAgent: string | null;
  readonly agentClass: AgentClass;
  readonly secFetchDest: string | null;
  readonly secFetchMode: string | null;
  readonly secFetchSite: string | null;
  readonly secFetchUser: string | null;
  readonly secPurpose: string | null;
  readonly purpose: string | null;
  readonly xPurpose: string | null;
  readonly xMoz: string | null;
  /** The same visitor followed the same link a moment ago. */
  readonly isRepeat: boolean;
};

/** Agents that fetch a page to show a preview of its link. */
const PREVIEW_AGENTS =
  /facebookexternalhit|facebookcatalog|Twitterbot|Slackbot|WhatsApp|TelegramBot|LinkedInBot|Discordbot|SkypeUriPreview|redditbot|Pinterestbot|thirdLandingPageFeInfra/i;
/** Browsers that send Sec-Fetch-User when a person acted; Safari never does (MDN browser-compat-data 8.1.9). */
const SENDS_FETCH_USER = /Chrom(e|ium)\/|Firefox\//;
const FRAMES = new Set(["iframe", "frame", "embed", "object", "fencedframe"]);

/** Sorts a user agent; `isBot` is the word of a list of crawlers. */
export function agentClass(userAgent: string | null, isBot: boolean): AgentClass {
  if (userAgent === null || userAgent.trim() === "") return "unknown";
  if (PREVIEW_AGENTS.test(userAgent)) return "preview";
  return isBot ? "bot" : "browser";
}

/**
 * Judges a click by what browsers send (Fetch Metadata, W3C; captured from Chromium and Firefox).
 * The evidence names what spoke for the verdict, or, on a `human`, what is scored later.
 */
export function classifyClick(signals: ClickSignals): {
  readonly verdict: Verdict;
  readonly evidence: readonly string[];
} {
  const prefetch = prefetchEvidence(signals);
  if (prefetch) return { verdict: "prefetch", evidence: [prefetch] };
  if (signals.agentClass === "preview") return { verdict: "preview", evidence: ["preview_agent"] };
  if (signals.agentClass === "bot") return { verdict: "bot", evidence: ["bot_agent"] };
  if (signals.agentClass === "unknown") return { verdict: "bot", evidence: ["empty_user_agent"] };
  if (signals.method === "HEAD") return { verdict: "bot", evidence: ["head_request"] };
  const stuffing = stuffingEvidence(signals);
  if (stuffing) return { verdict: "blocked", evidence: [stuffing] };
  const evidence = activationEvidence(signals);
  return signals.isRepeat
    ? { verdict: "duplicate", evidence: [...evidence, "repeated_within_window"] }
    : { verdict: "human", evidence };
}

/** Sec-Purpose is a list of tokens; a prefetch of speculation rules shows itself by nothing else. */
function prefetchEvidence({ secPurpose, purpose, xPurpose, xMoz }: ClickSignals): string | null {
  if (tokens(secPurpose).some((token) => token === "prefetch" || token === "prerender")) return "sec_purpose";
  if (tokens(purpose).includes("prefetch")) return "purpose";
  if (tokens(xPurpose).some((token) => token === "preview" || token === "prefetch")) return "x_purpose";
  return tokens(xMoz).includes("prefetch") ? "x_moz" : null;
}

/** A link followed as an image, a frame or by a script was not followed by a person. */
function stuffingEvidence({ secFetchDest, secFetchMode }: ClickSignals): string | null {
  if (secFetchDest === null) return null;
  const dest = secFetchDest.toLowerCase();
  if (FRAMES.has(dest)) return "stuffing_frame";
  if (dest === "empty") return "stuffing_fetch";
  if (dest !== "document") return "stuffing_subresource";
  return secFetchMode !== null && secFetchMode.toLowerCase() !== "navigate" ? "stuffing_fetch" : null;
}

/** A navigation without a person's act: scored and not blocked, since interstitials lose the header too. */
function activationEvidence({ userAgent, secFetchDest, secFetchUser }: ClickSignals): readonly string[] {
  const isExpected = secFetchDest !== null && SENDS_FETCH_USER.test(userAgent ?? "");
  return isExpected && secFetchUser !== "?1" ? ["no_user_activation"] : [];
}

function tokens(header: string | null): readonly string[] {
  return (header ?? "")
    .toLowerCase()
    .split(/[;,\s]+/)
    .filter((token) => token !== "");
}
