import { describe, expect, it } from "vitest";
import { agentClass, type ClickSignals, classifyClick } from "./verdict.ts";

const CHROME =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const SAFARI =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15";

/** A person's click in Chromium, as captured from one. */
const CLICK: ClickSignals = {
  method: "GET",
  userAgent: CHROME,
  agentClass: "browser",
  secFetchDest: "document",
  secFetchMode: "navigate",
  secFetchSite: "cross-site",
  secFetchUser: "?1",
  secPurpose: null,
  purpose: null,
  xPurpose: null,
  xMoz: null,
  hasReferrer: true,
  isRepeat: false,
};
const WEBVIEW =
  "Mozilla/5.0 (Linux; Android 15; Pixel 8; wv) AppleWebKit/537.36 Version/4.0 Chrome/142.0.0.0 Mobile Safari/537.36";
/** What a tab that an extension opened sends. */
const FROM_NOWHERE = { secFetchSite: "none", secFetchUser: null, hasReferrer: false };
const NO_METADATA = { secFetchDest: null, secFetchMode: null, secFetchSite: null, secFetchUser: null };

describe("classifyClick", () => {
  it.each<[string, Partial<ClickSignals>, string, readonly string[]]>([
    ["a click", {}, "human", []],
    ["a typed address", { secFetchSite: "none" }, "human", []],
    ["a script's redirect", { secFetchUser: null }, "human", ["no_user_activation"]],
    ["Safari, which never sends the header", { userAgent: SAFARI, secFetchUser: null }, "human", []],
    ["an old browser without metadata", NO_METADATA, "human", []],
    ["a repeat", { isRepeat: true }, "duplicate", ["repeated_within_window"]],
    [
      "an image",
      { secFetchDest: "image", secFetchMode: "no-cors", secFetchUser: null },
      "blocked",
      ["stuffing_subresource"],
    ],
    [
      "a style sheet's image",
      { secFetchDest: "style", secFetchMode: "no-cors" },
      "blocked",
      ["stuffing_subresource"],
    ],
    ["a frame", { secFetchDest: "iframe", secFetchUser: null }, "blocked", ["stuffing_frame"]],
    ["an object", { secFetchDest: "object", secFetchUser: null }, "blocked", ["stuffing_frame"]],
    ["a fetch", { secFetchDest: "empty", secFetchMode: "cors" }, "blocked", ["stuffing_fetch"]],
    [
      "link rel=prefetch",
      { secFetchDest: "empty", secFetchMode: "no-cors", secPurpose: "prefetch" },
      "prefetch",
      ["sec_purpose"],
    ],
    [
      "speculation rules, which look like a typed address",
      { secFetchSite: "none", secFetchUser: null, secPurpose: "prefetch;prerender" },
      "prefetch",
      ["sec_purpose"],
    ],
    ["a purpose among other tokens", { secPurpose: "x, Prefetch" }, "prefetch", ["sec_purpose"]],
    ["a purpose that only holds the word", { secPurpose: "prefetching" }, "human", []],
    ["the old header", { purpose: "prefetch" }, "prefetch", ["purpose"]],
    ["Safari's old header", { xPurpose: "preview" }, "prefetch", ["x_purpose"]],
    ["Firefox's old header", { xMoz: "prefetch" }, "prefetch", ["x_moz"]],
    [
      "Firefox without a person's act",
      { userAgent: FIREFOX, secFetchUser: null },
      "human",
      ["no_user_activation"],
    ],
    [
      "a repeat without one",
      { isRepeat: true, secFetchUser: null },
      "duplicate",
      ["no_user_activation", "repeated_within_window"],
    ],
    ["a document that a script fetched", { secFetchMode: "cors" }, "blocked", ["stuffing_fetch"]],
    ...["iframe", "frame", "embed", "object", "fencedframe"].map(
      (secFetchDest): [string, Partial<ClickSignals>, string, readonly string[]] => [
        `an ${secFetchDest}, which navigates as a person does`,
        { secFetchDest },
        "blocked",
        ["stuffing_frame"],
      ],
    ),
    [
      "a destination that browsers have yet to name",
      { secFetchDest: "json" },
      "blocked",
      ["stuffing_subresource"],
    ],
    ["prerender alone", { secPurpose: "prerender" }, "prefetch", ["sec_purpose"]],
    ["the old header of another browser", { xPurpose: "prefetch" }, "prefetch", ["x_purpose"]],
    ["a bot that prefetches", { agentClass: "bot", secPurpose: "prefetch" }, "prefetch", ["sec_purpose"]],
    ["a bot's repeat", { agentClass: "bot", isRepeat: true }, "bot", ["bot_agent"]],
    ["a repeated image", { secFetchDest: "image", isRepeat: true }, "blocked", ["stuffing_subresource"]],
    ["HEAD", { method: "HEAD" }, "head", ["head_request"]],
    ["HEAD for a preview", { method: "HEAD", agentClass: "preview" }, "preview", ["preview_agent"]],
    ["HEAD by a crawler", { method: "HEAD", agentClass: "bot" }, "bot", ["bot_agent"]],
    ["HEAD of a repeat", { method: "HEAD", isRepeat: true }, "head", ["head_request"]],
    ["HEAD by a script", { method: "HEAD", secFetchDest: "empty" }, "head", ["head_request"]],
    [
      "HEAD without an agent",
      { method: "HEAD", userAgent: "", agentClass: "unknown" },
      "empty_agent",
      ["empty_user_agent"],
    ],
    ["HEAD ahead of a click", { method: "HEAD", secPurpose: "prefetch" }, "prefetch", ["sec_purpose"]],
    [
      "a frame without an agent",
      { agentClass: "unknown", secFetchDest: "iframe" },
      "empty_agent",
      ["empty_user_agent"],
    ],
    ["an extension's tab", FROM_NOWHERE, "human", ["no_user_activation", "extension_navigation"]],
    [
      "an extension's tab in Firefox",
      { ...FROM_NOWHERE, userAgent: FIREFOX },
      "human",
      ["no_user_activation", "extension_navigation"],
    ],
    [
      "an extension's tab in Firefox, where it may read the link's host",
      { ...FROM_NOWHERE, secFetchSite: "same-origin", userAgent: FIREFOX },
      "human",
      ["no_user_activation", "extension_navigation"],
    ],
    [
      "an extension's tab, again",
      { ...FROM_NOWHERE, isRepeat: true },
      "duplicate",
      ["no_user_activation", "extension_navigation", "repeated_within_window"],
    ],
    ["a typed address in Safari", { ...FROM_NOWHERE, userAgent: SAFARI }, "human", []],
    ["a typed address in Chromium", { ...FROM_NOWHERE, secFetchUser: "?1" }, "human", []],
    ["no site and yet a page", { ...FROM_NOWHERE, hasReferrer: true }, "human", ["no_user_activation"]],
    [
      "an extension that moves a tab on, as a page's script would",
      { ...FROM_NOWHERE, secFetchSite: "cross-site" },
      "human",
      ["no_user_activation"],
    ],
    [
      "an address that an app opens in itself, where no extension is",
      { ...FROM_NOWHERE, userAgent: WEBVIEW },
      "human",
      ["no_user_activation"],
    ],
    ["an address without an activation of 1", { secFetchUser: "?0" }, "human", ["no_user_activation"]],
    ["Chrome 76, which names no destination", { secFetchDest: null }, "human", []],
    [
      "Chrome 76 without a person's act",
      { ...FROM_NOWHERE, secFetchDest: null },
      "human",
      ["no_user_activation"],
    ],
    [
      "a frame of Chrome 76",
      { secFetchDest: null, secFetchMode: "nested-navigate" },
      "blocked",
      ["stuffing_frame"],
    ],
    ["an image of Chrome 76", { secFetchDest: null, secFetchMode: "no-cors" }, "blocked", ["stuffing_fetch"]],
    ["no mode", { secFetchMode: null }, "human", []],
    ["no mode and no act", { ...FROM_NOWHERE, secFetchMode: null }, "human", ["no_user_activation"]],
    ["another way to write a click", { secFetchDest: "Document", secFetchMode: "NAVIGATE" }, "human", []],
    ["another way to write a frame", { secFetchDest: "IFrame" }, "blocked", ["stuffing_frame"]],
    ["another way to write a fetch", { secFetchDest: "Empty" }, "blocked", ["stuffing_fetch"]],
    [
      "a purpose with a parameter",
      { secPurpose: "prefetch;anonymous-client-ip" },
      "prefetch",
      ["sec_purpose"],
    ],
    ["an empty purpose", { secPurpose: "", purpose: "", xPurpose: "", xMoz: "" }, "human", []],
    ["a purpose that is no list of ours", { purpose: "preview", xMoz: "preview" }, "human", []],
    [
      "words that only hold the old ones",
      { purpose: "prefetched", xPurpose: "previewer", xMoz: "x-prefetch" },
      "human",
      [],
    ],
    ["an empty agent", { userAgent: null, agentClass: "unknown" }, "empty_agent", ["empty_user_agent"]],
    ["a crawler", { agentClass: "bot" }, "bot", ["bot_agent"]],
    ["a link preview", { agentClass: "preview" }, "preview", ["preview_agent"]],
  ])("takes %s for what it is", (_, change, verdict, evidence) => {
    expect(classifyClick({ ...CLICK, ...change })).toEqual({ verdict, evidence });
  });
});

it("answers clicks alike with one frozen judgement, so that the redirect allocates none", () => {
  const [one, other] = [classifyClick(CLICK), classifyClick({ ...CLICK })];
  expect(other).toBe(one);
  expect([Object.isFrozen(one), Object.isFrozen(one.evidence)]).toEqual([true, true]);
});

describe("agentClass", () => {
  it.each<[string | null, boolean, string]>([
    [CHROME, false, "browser"],
    ["Googlebot/2.1", true, "bot"],
    ["facebookexternalhit/1.1", true, "preview"],
    ["WhatsApp/2.23.20.0", false, "preview"],
    ["", false, "unknown"],
    ["  ", false, "unknown"],
    [null, false, "unknown"],
  ])("%j", (userAgent, isBot, kind) => {
    expect(agentClass(userAgent, isBot)).toBe(kind);
  });
});

it.each([
  "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
  "Twitterbot/1.0",
  "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
  "WhatsApp/2.23.20.0",
  "TelegramBot (like TwitterBot)",
  "LinkedInBot/1.0 (compatible; Mozilla/5.0)",
  "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
  "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
  "Mozilla/5.0 (compatible; redditbot/1.0)",
  "Mozilla/5.0 (compatible; Pinterestbot/1.0; +http://www.pinterest.com/bot.html)",
  `${CHROME} thirdLandingPageFeInfra`,
])("%s fetches previews, whether or not a list of crawlers knows it", (userAgent) => {
  expect([agentClass(userAgent, false), agentClass(userAgent, true)]).toEqual(["preview", "preview"]);
});

it.each([
  [
    "Instagram",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Instagram 340.0.0.0",
  ],
  [
    "Facebook",
    "Mozilla/5.0 (Linux; Android 15; wv) Chrome/142.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/490.0]",
  ],
  [
    "Pinterest",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 [Pinterest/iOS]",
  ],
  [
    "a page of WhatsApp",
    "Mozilla/5.0 (Linux; Android 15; wv) Chrome/142.0.0.0 Mobile Safari/537.36 WhatsApp/2.25.1",
  ],
  ["a phone named CUBOT", "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) Chrome/142.0.0.0 Mobile Safari/537.36"],
])("a person inside %s is no preview", (_, userAgent) => {
  expect(agentClass(userAgent, false)).toBe("browser");
});
