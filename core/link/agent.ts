import type { Browser, Device, Os } from "./targeting.ts";

/** What a user agent says of itself; `other` where it names none of the kinds, or there is no agent. */
export type Agent = { readonly device: Device; readonly os: Os; readonly browser: Browser };

/** Televisions, their sticks, and consoles: none of the devices that people shop with. */
const LIVING_ROOM = /TV\b|BRAVIA|\bAFT[A-Z]|CrKey|Xbox/;
const PHONE = /Mobi|Opera Mini/;

/** The first that matches counts: Windows phones call themselves Android too, and iPhones Macs. */
const OSES: readonly (readonly [RegExp, Os])[] = [
  [/Windows Phone|Tizen|Web0S/, "other"],
  [/Windows/, "windows"],
  [/Android/, "android"],
  [/iP(?:hone|ad|od)/, "ios"],
  [/Macintosh/, "macos"],
  [/CrOS/, "chromeos"],
  [/Linux/, "linux"],
];

/**
 * The first that matches counts: almost every browser calls itself Chrome or Safari too. Apps on Android
 * show pages in a WebView (`; wv`), so few need to be known by name.
 */
const BROWSERS: readonly (readonly [RegExp, Browser])[] = [
  [/; wv\)|\bFB[A_]|Snapchat|LinkedInApp|GSA\/|MicroMessenger|Electron\//, "in_app"],
  [/\bEdg(?:e|A|iOS)?\//, "edge"],
  [/\bOP(?:R|T|X|iOS)\/|^Opera/, "opera"],
  [/SamsungBrowser/, "samsung"],
  [/Browser\/|(?:SeaMonkey|Vivaldi|Silk|Whale|DuckDuckGo|Ddg)\//, "other"],
  [/Firefox\/|FxiOS\//, "firefox"],
  [/Chrome\/|CriOS\//, "chrome"],
];

/**
 * Reads device, system and browser from a user agent. Targeting and the stored columns both come from
 * here, so a report agrees with where visitors were sent.
 *
 * An agent tells only what its browser wants told: an iPad in its default setting calls itself a Mac and
 * is a `desktop` of `macos`, as any tablet that asks for desktop pages; Windows 11 calls itself 10.
 */
export function readAgent(userAgent: string | null): Agent {
  const text = userAgent ?? "";
  const os = firstOf(OSES, text) ?? "other";
  return { device: deviceOf(text, os), os, browser: browserOf(text, os) };
}

function deviceOf(text: string, os: Os): Device {
  if (LIVING_ROOM.test(text)) return "other";
  if (PHONE.test(text) && !text.includes("iPad")) return "mobile";
  if (os === "ios" || os === "android") return "tablet";
  return os === "other" ? "other" : "desktop";
}

/** On Apple's systems a browser names itself or Safari, and a page that an app shows in itself neither. */
function browserOf(text: string, os: Os): Browser {
  const named = firstOf(BROWSERS, text);
  if (named || (os !== "ios" && os !== "macos")) return named ?? "other";
  return text.includes("Safari/") ? "safari" : "in_app";
}

function firstOf<Kind>(kinds: readonly (readonly [RegExp, Kind])[], text: string): Kind | undefined {
  for (const [pattern, kind] of kinds) if (pattern.test(text)) return kind;
  return undefined;
}
