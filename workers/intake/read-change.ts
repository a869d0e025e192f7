import type * as z from "zod/mini";
import {
  type ChangeMessage,
  type ChangeRequest,
  changeRequest,
  refundRequest,
} from "../../contracts/change.ts";
import { line } from "../../contracts/text.ts";
import { type ConversionId, isId } from "../../core/shared/id.ts";
import { changeId } from "../../platform/change-id.ts";
import { conversionId } from "../../platform/conversion-id.ts";
import { fingerprintOf } from "../../platform/fingerprint.ts";
import { RequestError } from "../shared/errors.ts";
import { readJson } from "../shared/read-json.ts";
import { checkTime, refuseOtherMedia } from "./read-conversion.ts";

const EXTERNAL = "ext:";
const externalId = line(255);

/** Reads the body of `POST /v1/conversions/{id}/changes`; throws `RequestError` as `readConversion` does. */
export function readChange(request: Request, nowMs: number): Promise<ChangeRequest> {
  return readBody(request, { schema: changeRequest, nowMs });
}

/** Reads the body of `POST /v1/conversions/{id}/refunds`, which is a change that is a refund. */
export async function readRefund(request: Request, nowMs: number): Promise<ChangeRequest> {
  return { ...(await readBody(request, { schema: refundRequest, nowMs })), kind: "refund" };
}

async function readBody<Body extends { readonly occurred_at?: number | undefined }>(
  request: Request,
  { schema, nowMs }: { readonly schema: z.ZodMiniType<Body>; readonly nowMs: number },
): Promise<Body> {
  refuseOtherMedia(request, "change");
  const change = await readJson(request, schema);
  checkTime(change.occurred_at, nowMs);
  return change;
}

/**
 * The conversion that a path names: by our id, or by the merchant's own as `ext:{external_id}`, from which
 * its id follows, so that it may be named before it has come. Null for what names nothing.
 */
export function conversionOfPath(text: string, workspaceId: string): ConversionId | null {
  if (isId("cnv", text)) return text;
  if (!text.startsWith(EXTERNAL)) return null;
  const named = externalId.safeParse(text.slice(EXTERNAL.length));
  return named.success ? conversionId(workspaceId, named.data) : null;
}

/** Makes the message of a change: the same request gives the same id and fingerprint, whenever it comes. */
export function changeMessageOf(
  request: ChangeRequest,
  context: {
    readonly conversionId: ConversionId;
    readonly workspaceId: string;
    readonly keyId: string;
    readonly receivedAtMs: number;
    readonly requestId: string;
  },
): ChangeMessage {
  return {
    v: 1,
    type: "change",
    id: changeId(context.conversionId, request.external_id),
    conversion_id: context.conversionId,
    workspace_id: context.workspaceId,
    key_id: context.keyId,
    fingerprint: fingerprintOf(request),
    received_at_ms: context.receivedAtMs,
    request_id: context.requestId,
    request,
  };
}

/** What a path is answered that names no conversion. */
export function noConversion(): RequestError {
  return new RequestError("not_found", "Name the conversion by its id, or as ext:{external_id}.");
}
