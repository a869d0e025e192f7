import type { ReasonCode } from "../attribution/reasons.ts";
import { type Hmac, verifyClickId } from "../link/click-id.ts";

/** A click id that the merchant named, and what it says by itself. */
export type NamedClick = {
  readonly text: string;
  /** The id of the click's row, or null if the text proves no click of this workspace. */
  readonly uuid: string | null;
  readonly timestampMs: number;
  readonly problem: ReasonCode | null;
};

/** Reads a click id that a merchant of the workspace with this tag sent. */
export function readNamedClick(
  text: string,
  { tag, hmacs }: { readonly tag: number; readonly hmacs: readonly Hmac[] },
): NamedClick {
  const verified = verifyClickId(text, hmacs);
  if (!verified.ok) return { text, uuid: null, timestampMs: 0, problem: verified.error };
  const { uuid, timestampMs, workspaceTag } = verified.value;
  if (workspaceTag !== tag) return { text, uuid: null, timestampMs: 0, problem: "click_of_other_workspace" };
  return { text, uuid, timestampMs, problem: null };
}
