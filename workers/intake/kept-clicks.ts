import { CLICK_ID } from "../../core/link/click-id.ts";

/** The cookie in which the browser snippet keeps click ids on the shop's own site (sdk/browser/tributary.ts). */
const KEPT_COOKIE = "tb_clid";
/** Clicks that are read of it; the snippet keeps six. */
const CLICKS_MAX = 10;

/**
 * The click ids that the snippet kept for the shop's site, newest first. A link host below that site is
 * sent them too. None for a visitor who opted out, and none that has not the form of a click id.
 */
export function keptClickIds(headers: Headers): readonly string[] {
  if (headers.get("sec-gpc") === "1") return [];
  for (const pair of (headers.get("cookie") ?? "").split(";")) {
    const [name, value = ""] = pair.trim().split("=", 2);
    if (name !== KEPT_COOKIE) continue;
    const ids = value.split("~", CLICKS_MAX).map((entry) => entry.split(".", 1)[0] ?? "");
    return ids.filter((id) => CLICK_ID.test(id));
  }
  return [];
}
