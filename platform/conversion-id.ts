import { type ConversionId, formatId } from "../core/shared/id.ts";
import { sha256Bytes } from "./sha256.ts";

/** The id of a conversion follows from its workspace and external id: a repeat has the same. */
export function conversionId(workspaceId: string, externalId: string): ConversionId {
  return formatId("cnv", sha256Bytes(`conversion\0${workspaceId}\0${externalId}`).subarray(0, 16));
}
