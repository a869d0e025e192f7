import { sha256Hex } from "./sha256.ts";

/** Where the first copy of a conversion is kept. The merchant's id is hashed, since it may hold any character. */
export function conversionObjectKey(workspaceId: string, externalId: string): string {
  return `conversions/${workspaceId}/${sha256Hex(externalId)}.json`;
}

/** Where the first copy of a change is kept: its id follows from its conversion and the merchant's id of it. */
export function changeObjectKey(workspaceId: string, changeId: string): string {
  return `changes/${workspaceId}/${changeId}.json`;
}
