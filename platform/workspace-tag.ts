import { sha256Short } from "./sha256-short.ts";

/** Workspaces whose tag is remembered; few, since an isolate serves few of them within a moment. */
const KNOWN_MAX = 1_000;
const known = new Map<string, number>();

/** 32 bits that stand for a workspace inside a click id. */
export function workspaceTag(workspaceId: string): number {
  const remembered = known.get(workspaceId);
  if (remembered !== undefined) return remembered;
  const tag = computeTag(workspaceId);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(workspaceId, tag);
  return tag;
}

function computeTag(workspaceId: string): number {
  const [a = 0, b = 0, c = 0, d = 0] = sha256Short(new TextEncoder().encode(workspaceId));
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
