/** What the edge took a click for (docs/verdicts.md). Every click is stored with its verdict; none is dropped. */
export const VERDICTS = [
  "human",
  "bot",
  "prefetch",
  "preview",
  "duplicate",
  "over_cap",
  "blocked",
  "head",
  "empty_agent",
] as const;
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
  /** The request names the page it came from. */
  readonly hasReferrer: boolean;
  /** The same visitor followed the same link a moment ago. */
  readonly isRepeat: boolean;
};

/** A verdict and what spoke for it, or, on a `human`, what is scored later. Shared by all clicks alike: frozen. */
export type Judgement = { readonly verdict: Verdict; readonly evidence: readonly string[] };

const judgement = (verdict: Verdict, ...evidence: readonly string[]): Judgement =>
  Object.freeze({ verdict, evidence: Object.freeze(evidence) });

/** Made once, since a judgement takes part in every redirect: no click allocates another. */
const SEC_PURPOSE = judgement("prefetch", "sec_purpose");
const PURPOSE = judgement("prefetch", "purpose");
const X_PURPOSE = judgement("prefetch", "x_purpose");
const X_MOZ = judgement("prefetch", "x_moz");
const HEAD = judgement("head", "head_request");
const STUFFING_FRAME = judgement("blocked", "stuffing_frame");
const STUFFING_FETCH = judgement("blocked", "stuffing_fetch");
const STUFFING_SUBRESOURCE = judgement("blocked", "stuffing_subresource");

const BY_AGENT: Readonly<Record<Exclude<AgentClass, "browser">, Judgement>> = {
  preview: judgement("preview", "preview_agent"),
  bot: judgement("bot", "bot_agent"),
  unknown: judgement("empty_agent", "empty_user_agent"),
};

/** A person's judgement, and the one of the same person's repeat. */
type OfPerson = { readonly first: Judgement; readonly repeat: Judgement };
const person = (...evidence: readonly string[]): OfPerson => ({
  first: judgement("human", ...evidence),
  repeat: judgement("duplicate", ...evidence, "repeated_within_window"),
});
const ACTED = person();
const NO_ACTIVATION = person("no_user_activation");
const EXTENSION = person("no_user_activation", "extension_navigation");

/** Agents that fetch a page to show a preview of its link, and TikTok's preloader. */
const PREVIEW_AGENTS =
  /facebookexternalhit|facebookcatalog|Twitterbot|Slackbot|^WhatsApp|TelegramBot|LinkedInBot|Discordbot|SkypeUriPreview|redditbot|Pinterestbot|thirdLandingPageFeInfra/i;
/** Browsers that send Sec-Fetch-User when a person acted; Safari never does (MDN browser-compat-data 8.1.9). */
const SENDS_FETCH_USER = /Chrom(?:e|ium)\/|Firefox\//;
/** A page that an app shows in itself (Android WebView): the app opened it, and there are no extensions. */
const IN_WEBVIEW = /; wv\)/;
const FRAMES = /^(?:i?frame|embed|object|fencedframe)$/i;
const NAVIGATE = /^navigate$/i;
const SPECULATES = /(?:^|[;,\s])(?:prefetch|prerender)(?:$|[;,\s])/i;
const PREFETCHES = /(?:^|[;,\s])prefetch(?:$|[;,\s])/i;
const PREVIEWS = /(?:^|[;,\s])(?:preview|prefetch)(?:$|[;,\s])/i;

/** Sorts a user agent; `isBot` is the word of a list of crawlers. */
export function agentClass(userAgent: string | null, isBot: boolean): AgentClass {
  if (userAgent === null || userAgent.trim() === "") return "unknown";
  if (PREVIEW_AGENTS.test(userAgent)) return "preview";
  return isBot ? "bot" : "browser";
}

/**
 * Judges a click by what browsers send (Fetch Metadata, W3C; captured from Chromium and Firefox).
 *
 * In the order of what a request says of itself, surest first. A prefetch comes before all, since its
 * answer differs (no redirect, no cookie); then who asks, by the agent; then how, by method and metadata.
 * A navigation is a person's unless something speaks against it: forced navigations and interstitials
 * look alike, so what is only odd is evidence on a `human` and scored later, never blocked.
 */
export function classifyClick(signals: ClickSignals): Judgement {
  const speculation = prefetchOf(signals);
  if (speculation !== null) return speculation;
  if (signals.agentClass !== "browser") return BY_AGENT[signals.agentClass];
  if (signals.method === "HEAD") return HEAD;
  const stuffing = stuffingOf(signals);
  if (stuffing !== null) return stuffing;
  const navigation = navigationOf(signals);
  return signals.isRepeat ? navigation.repeat : navigation.first;
}

/** Sec-Purpose is a list of tokens; a prefetch of speculation rules shows itself by nothing else. */
function prefetchOf({ secPurpose, purpose, xPurpose, xMoz }: ClickSignals): Judgement | null {
  if (secPurpose !== null && SPECULATES.test(secPurpose)) return SEC_PURPOSE;
  if (purpose !== null && PREFETCHES.test(purpose)) return PURPOSE;
  if (xPurpose !== null && PREVIEWS.test(xPurpose)) return X_PURPOSE;
  return xMoz !== null && PREFETCHES.test(xMoz) ? X_MOZ : null;
}

/** A link followed as an image, a frame or by a script was not followed by a person. */
function stuffingOf({ secFetchDest: dest, secFetchMode: mode }: ClickSignals): Judgement | null {
  if (dest === "document" && mode === "navigate") return null;
  const navigates = mode === null || NAVIGATE.test(mode);
  if (dest === null) return navigates ? null : stuffingByMode(mode);
  if (FRAMES.test(dest)) return STUFFING_FRAME;
  const kind = dest.toLowerCase();
  if (kind === "empty") return STUFFING_FETCH;
  if (kind !== "document") return STUFFING_SUBRESOURCE;
  return navigates ? null : STUFFING_FETCH;
}

/** Chrome 76 to 79 send the mode and no destination yet, and name a frame's navigation `nested-navigate`. */
function stuffingByMode(mode: string): Judgement {
  return mode.toLowerCase() === "nested-navigate" ? STUFFING_FRAME : STUFFING_FETCH;
}

/**
 * A navigation without a person's act, where the browser would tell of one. Interstitials lose the header
 * too. With no page named and no other site before it, it is also what an extension's new tab looks like:
 * Chromium says `none`, Firefox `same-origin` if the extension may read the link's host.
 */
function navigationOf(signals: ClickSignals): OfPerson {
  const { userAgent, secFetchDest, secFetchMode, secFetchSite, secFetchUser } = signals;
  if (secFetchUser === "?1" || (secFetchDest === null && secFetchMode === null)) return ACTED;
  if (userAgent === null || !SENDS_FETCH_USER.test(userAgent)) return ACTED;
  const comesFromNowhere =
    !signals.hasReferrer && (secFetchSite === "none" || secFetchSite === "same-origin");
  const isWhole = secFetchDest !== null && secFetchMode !== null;
  return comesFromNowhere && isWhole && !IN_WEBVIEW.test(userAgent) ? EXTENSION : NO_ACTIVATION;
}
