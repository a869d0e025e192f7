import type { WorkspaceId } from "../../core/shared/id.ts";

/** A click as the edge recorded it (`contracts/click-message.ts`, version 1), checked. */
export type ClickRow = {
  /** 32 base64url characters. */
  readonly id: string;
  readonly workspace_id: WorkspaceId;
  readonly link_id: string;
  readonly affiliate_id: string;
  readonly program_id: string;
  readonly clicked_at_ms: number;
  readonly visitor_id: string;
  readonly visitor_kind: "cookie" | "daily";
  readonly verdict: string;
  readonly evidence: readonly string[];
  readonly network_hash: string | null;
  readonly user_agent: string | null;
  readonly referrer_host: string | null;
  readonly country: string | null;
  readonly asn: number | null;
  readonly sub_ids: readonly string[];
  readonly is_opted_out: boolean;
  readonly host: string;
  readonly slug: string;
  readonly request_id: string;
  /** What newer records say beside; absent where there is nothing to say. */
  readonly source?: "redirect" | "direct" | undefined;
  readonly region?: string | undefined;
  readonly language?: string | undefined;
  readonly rule?: string | undefined;
  readonly variant?: string | undefined;
  readonly landing_host?: string | undefined;
};

/** A click whose id was signed by us; `uuid` is the id of its row. The record stays as it came. */
export type ProvenClick = { readonly uuid: string; readonly click: ClickRow };

/** A click with its velocity as it was counted; null where nothing could be told. */
export type CountedClick = ProvenClick & { readonly velocity: number | null };

/** What was received and what came of checking it. */
export type CheckedClick =
  | { readonly ok: true; readonly click: ClickRow }
  | {
      readonly ok: false;
      readonly payload: unknown;
      readonly reason: string;
      readonly detail: string;
      readonly workspaceId: WorkspaceId | null;
    };
