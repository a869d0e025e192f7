import { expect, it } from "vitest";
import captured from "./fixtures/chromium-requests.json" with { type: "json" };
import { classifyClick } from "./verdict.ts";

/** What each request captured from Chromium 156 is, by hand: verdict and evidence. */
const EXPECTED: Readonly<Record<string, readonly [string, ...string[]]>> = {
  "click-anchor": ["human"],
  "click-anchor-noreferrer": ["human"],
  "click-anchor-blank": ["human"],
  "click-window-open": ["human"],
  "click-js-location": ["human"],
  "click-form-get": ["human"],
  "typed-address": ["human"],
  "auto-js-redirect": ["human", "no_user_activation"],
  "auto-meta-refresh": ["human", "no_user_activation"],
  "auto-form-submit": ["human", "no_user_activation"],
  "auto-popunder": ["human", "no_user_activation"],
  "auto-iframe-js-nav": ["blocked", "stuffing_frame"],
  "stuff-iframe": ["blocked", "stuffing_frame"],
  "stuff-embed": ["blocked", "stuffing_frame"],
  "stuff-object": ["blocked", "stuffing_frame"],
  "stuff-img": ["blocked", "stuffing_subresource"],
  "stuff-script": ["blocked", "stuffing_subresource"],
  "stuff-css": ["blocked", "stuffing_subresource"],
  "stuff-bgimage": ["blocked", "stuffing_subresource"],
  "stuff-video": ["blocked", "stuffing_subresource"],
  "preload-link": ["blocked", "stuffing_subresource"],
  "stuff-fetch-nocors": ["blocked", "stuffing_fetch"],
  "stuff-fetch-cors": ["blocked", "stuffing_fetch"],
  "stuff-xhr": ["blocked", "stuffing_fetch"],
  "stuff-beacon": ["blocked", "stuffing_fetch"],
  "stuff-head": ["head", "head_request"],
  "prefetch-link": ["prefetch", "sec_purpose"],
  "prefetch-link-document": ["prefetch", "sec_purpose"],
  "specrules-prefetch": ["prefetch", "sec_purpose"],
  "specrules-prerender": ["prefetch", "sec_purpose"],
};

it.each(captured.requests)("$case is taken for what it was", ({ case: name, method, headers }) => {
  const header = new Headers(headers as Record<string, string>);
  const { verdict, evidence } = classifyClick({
    method,
    userAgent: captured.user_agent,
    // The capture was driven without a window, which its agent says; people's browsers send the same else.
    agentClass: "browser",
    secFetchDest: header.get("sec-fetch-dest"),
    secFetchMode: header.get("sec-fetch-mode"),
    secFetchSite: header.get("sec-fetch-site"),
    secFetchUser: header.get("sec-fetch-user"),
    secPurpose: header.get("sec-purpose"),
    purpose: header.get("purpose"),
    xPurpose: header.get("x-purpose"),
    xMoz: header.get("x-moz"),
    hasReferrer: header.has("referer"),
    isRepeat: false,
  });
  expect([verdict, ...evidence]).toEqual(EXPECTED[name]);
});
