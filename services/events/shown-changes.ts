import { parseUrl } from "../../platform/parse-url.ts";
import { changesOf } from "../shared/changes-of.ts";
import type { EventTarget } from "./targets.ts";

/** The host of a target, which may be told where the rest of its address may not: that may hold a token of the receiver's. */
export function hostOf({ url }: Pick<EventTarget, "url">): string {
  return parseUrl(url.replace(/[{}]/g, ""))?.host ?? "";
}

/** What of a target's change goes into the audit log: of its address the host, and nothing of a person. */
export function shownChanges(before: EventTarget, after: EventTarget): Record<string, unknown> {
  const { contactEmail, url, version: _version, ...changes } = changesOf(before, after);
  return {
    ...changes,
    ...(contactEmail === undefined ? {} : { contactEmail: "changed" }),
    ...(url === undefined ? {} : { url: { from: hostOf(before), to: hostOf(after) } }),
  };
}
