import { sha256Bytes } from "./sha256.ts";

/** 32 bits that stand for a workspace inside a click id. */
export function workspaceTag(workspaceId: string): number {
  const [a = 0, b = 0, c = 0, d = 0] = sha256Bytes(workspaceId);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
