import {
  type ConversionMessage,
  type ConversionRequest,
  conversionRequest,
} from "../../contracts/conversion.ts";
import { conversionId } from "../../platform/conversion-id.ts";
import { fingerprintOf } from "../../platform/fingerprint.ts";
import { RequestError } from "../shared/errors.ts";
import { isJsonType, readJson } from "../shared/read-json.ts";

/** How far ahead of ours a merchant's clock may be. */
const OCCURRED_AHEAD_MS_MAX = 24 * 60 * 60 * 1_000;
/** An earlier time is a mistake, and the earliest ones fit no store. */
const OCCURRED_AT_MS_MIN = Date.UTC(2000, 0, 1);

/**
 * Reads the body of `POST /v1/conversions`. Click ids named twice are kept once.
 *
 * Throws `RequestError`: 415 unless the body says it is JSON, else as `readJson`.
 */
export async function readConversion(request: Request, nowMs: number): Promise<ConversionRequest> {
  refuseOtherMedia(request, "conversion");
  const conversion = await readJson(request, conversionRequest);
  checkTime(conversion.occurred_at, nowMs);
  return withoutRepeats(conversion);
}

/** Makes the message of a conversion: the same request gives the same id and fingerprint, whenever and however often it comes. */
export function conversionMessageOf(
  request: ConversionRequest,
  context: {
    readonly workspaceId: string;
    readonly keyId: string;
    readonly receivedAtMs: number;
    readonly requestId: string;
  },
): ConversionMessage {
  return {
    v: 1,
    id: conversionId(context.workspaceId, request.external_id),
    workspace_id: context.workspaceId,
    key_id: context.keyId,
    fingerprint: fingerprintOf(request),
    received_at_ms: context.receivedAtMs,
    request_id: context.requestId,
    request,
  };
}

/** Throws `RequestError` 415 unless the body says it is JSON in UTF-8. */
export function refuseOtherMedia(request: Request, what: string): void {
  if (!isJsonType(request.headers.get("content-type"))) {
    throw new RequestError("unsupported_media_type", `Send the ${what} as application/json, in UTF-8.`);
  }
}

/** Throws `RequestError` 422 for a merchant's time that is far ahead of ours, or long past. */
export function checkTime(occurredAtMs: number | undefined, nowMs: number): void {
  if (occurredAtMs === undefined) return;
  if (occurredAtMs >= OCCURRED_AT_MS_MIN && occurredAtMs <= nowMs + OCCURRED_AHEAD_MS_MAX) return;
  const message = "must be no earlier than the year 2000 and no more than 24 hours ahead";
  throw new RequestError("invalid_parameter", `occurred_at ${message}.`, [
    { param: "occurred_at", code: "invalid_value", message },
  ]);
}

/** Names each click once, in whichever field it came. */
export function withoutRepeats(conversion: ConversionRequest): ConversionRequest {
  const { click_ids, ...rest } = conversion;
  const others = new Set(click_ids);
  if (rest.click_id !== undefined) others.delete(rest.click_id);
  return others.size > 0 ? { ...rest, click_ids: [...others] } : rest;
}
