import { type ChangeId, formatId } from "../core/shared/id.ts";
import { sha256Bytes } from "./sha256.ts";

/** The id of a change follows from its conversion, which names its workspace, and the merchant's id of it. */
export function changeId(conversionId: string, externalId: string): ChangeId {
  return formatId("chg", sha256Bytes(`change\0${conversionId}\0${externalId}`).subarray(0, 16));
}
