import { describe, expect, it } from "vitest";
import chromium from "./fixtures/chromium-requests.json" with { type: "json" };
import firefox from "./fixtures/firefox-requests.json" with { type: "json" };
import { agentClass, classifyClick } from "./verdict.ts";

/** What each way of reaching a link is, by hand: the ways under their verdict and evidence. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  human: [
    ...["click-anchor", "click-noreferrer", "click-nofollow-sponsored", "click-under-no-referrer-policy"],
    ...["click-blank", "click-middle", "click-with-control", "click-by-enter", "click-image-map"],
    ...["click-window-open", "click-window-open-noopener", "click-js-location", "click-js-location-later"],
    ...["click-js-location-after-fetch", "click-form-get", "click-form-post", "click-in-frame-to-top"],
    ...["click-in-frame-to-blank", "click-via-302", "click-download", "typed-address", "reload"],
    ...["opened-at-start", "opened-from-desktop"],
    // The edge asked the prefetch to come again, and the click did.
    ...["prefetch-link-then-click", "speculation-prefetch-then-click", "speculation-prerender-then-click"],
  ],
  "human no_user_activation": [
    // A person's acts, as far as the browser still knows of them.
    ...["click-via-js-interstitial", "click-via-meta-interstitial", "click-js-location-too-late"],
    ...[
      "auto-js-location",
      "auto-js-replace",
      "auto-meta-refresh",
      "auto-refresh-header",
      "auto-form-submit",
    ],
    ...[
      "auto-popunder",
      "auto-synthetic-click",
      "auto-dispatched-click",
      "auto-frame-to-top",
      "auto-via-302",
    ],
    ...["extension-narrow-tab-update"],
  ],
  "human no_user_activation extension_navigation": [
    ...["extension-broad-tab-active", "extension-broad-tab-background"],
  ],
  "blocked stuffing_frame": [
    ...["stuff-iframe", "stuff-iframe-hidden", "stuff-iframe-sandbox", "stuff-iframe-lazy"],
    ...["stuff-iframe-noreferrer", "stuff-iframe-via-302", "stuff-iframe-js", "stuff-iframe-form"],
    // Has a person's act and ends in a frame all the same.
    ...["stuff-iframe-clicked", "stuff-frameset", "stuff-embed", "stuff-object"],
    ...["extension-broad-iframe", "extension-broad-embed", "extension-broad-object"],
  ],
  "blocked stuffing_subresource": [
    ...["stuff-img", "stuff-img-srcset", "stuff-img-noreferrer", "stuff-img-via-302", "stuff-img-js"],
    ...["stuff-input-image", "stuff-css-background", "stuff-stylesheet", "stuff-css-import", "stuff-font"],
    ...["stuff-script", "stuff-script-module", "stuff-dynamic-import", "stuff-video", "stuff-video-poster"],
    ...["stuff-audio", "stuff-track", "stuff-favicon", "preload-image", "preload-script", "preload-style"],
    ...["modulepreload", "extension-broad-img"],
  ],
  "blocked stuffing_fetch": [
    ...["stuff-fetch-no-cors", "stuff-fetch-credentials", "stuff-fetch-cors", "stuff-xhr", "stuff-beacon"],
    ...["stuff-event-source", "stuff-fetch-in-worker", "preload-fetch", "click-ping"],
    ...["extension-broad-fetch", "extension-narrow-fetch"],
  ],
  "head head_request": ["stuff-fetch-head"],
  "prefetch sec_purpose": [
    ...["prefetch-link", "prefetch-link-document", "speculation-prefetch", "speculation-prerender"],
  ],
};

/** What extensions do looks different in each browser. */
const EXPECTED_OF: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  chromium: {
    "extension-broad-tab-update": "human no_user_activation",
    // A new window passes for a typed address: nothing in the request tells them apart.
    "extension-broad-window": "human",
    "extension-narrow-window": "human",
    "extension-narrow-tab-active": "human no_user_activation extension_navigation",
  },
  firefox: {
    "extension-broad-tab-update": "human no_user_activation extension_navigation",
    "extension-broad-window": "human no_user_activation extension_navigation",
    "extension-narrow-window": "human no_user_activation",
    "extension-narrow-tab-active": "human no_user_activation",
  },
};

/** Ways that only Chromium has, or can be driven to. */
const CHROMIUM_ONLY = /^speculation-|^click-ping$|^opened-from-desktop$/;

describe.each([chromium, firefox])("what $browser $version sent", ({ browser, user_agent, requests }) => {
  const expected = new Map([
    ...Object.entries(EXPECTED).flatMap(([judged, names]) => names.map((name) => [name, judged] as const)),
    ...Object.entries(EXPECTED_OF[browser] ?? {}),
  ]);

  it.each(requests)("$case is taken for what it was", ({ case: name, method, has_referrer, headers }) => {
    const header = new Headers(headers as Record<string, string>);
    const { verdict, evidence } = classifyClick({
      method,
      userAgent: user_agent,
      agentClass: agentClass(user_agent, false),
      secFetchDest: header.get("sec-fetch-dest"),
      secFetchMode: header.get("sec-fetch-mode"),
      secFetchSite: header.get("sec-fetch-site"),
      secFetchUser: header.get("sec-fetch-user"),
      secPurpose: header.get("sec-purpose"),
      purpose: header.get("purpose"),
      xPurpose: header.get("x-purpose"),
      xMoz: header.get("x-moz"),
      hasReferrer: has_referrer,
      isRepeat: false,
    });
    expect([verdict, ...evidence].join(" ")).toBe(expected.get(name));
  });

  it("holds every way of the table once", () => {
    const possible = [...expected.keys()].filter(
      (name) => browser === "chromium" || !CHROMIUM_ONLY.test(name),
    );
    expect(requests.map((request) => request.case).sort()).toEqual(possible.sort());
    expect(possible.length).toBeGreaterThanOrEqual(25);
  });

  it("says nothing of the machine it was captured on", () => {
    expect(JSON.stringify(requests)).not.toMatch(/localhost|127\.0\.0\.1|:\d{4,5}|file:|cookie/);
  });
});
