import { describe, expect, it } from "vitest";
import { encodeBase64url } from "../../core/shared/encoding.ts";
import { type ExportGrant, isGranted, signGrant } from "./export-url.ts";

const key = encodeBase64url(new Uint8Array(32).fill(4));
const grant: ExportGrant = {
  workspaceId: "ws_a",
  object: "day=2026-11-20/hour=10/x.ndjson.gz",
  expiresAtMs: 1_000,
};

describe("isGranted", () => {
  it("takes what was signed until it expires, that instant excluded", async () => {
    const signature = await signGrant(grant, key);
    expect(await isGranted(grant, { signature, key, nowMs: 999 })).toBe(true);
    expect(await isGranted(grant, { signature, key, nowMs: 1_000 })).toBe(false);
  });

  it.each([
    { ...grant, workspaceId: "ws_b" },
    { ...grant, object: "day=2026-11-20/hour=11/x.ndjson.gz" },
    { ...grant, expiresAtMs: 9_999_999 },
  ])("refuses a grant that was changed after signing: $workspaceId $object $expiresAtMs", async (changed) => {
    const signature = await signGrant(grant, key);
    expect(await isGranted(changed, { signature, key, nowMs: 0 })).toBe(false);
  });

  it.each(["", "A", "not base64url!", "AAAA"])("refuses the signature %j", async (signature) => {
    expect(await isGranted(grant, { signature, key, nowMs: 0 })).toBe(false);
  });

  it("refuses what another key signed", async () => {
    const signature = await signGrant(grant, encodeBase64url(new Uint8Array(32).fill(5)));
    expect(await isGranted(grant, { signature, key, nowMs: 0 })).toBe(false);
  });

  it("refuses to work with a key that is too short", async () => {
    await expect(signGrant(grant, "AAAA")).rejects.toThrow("32 bytes");
  });
});
