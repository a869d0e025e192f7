import { createHmac } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBase64url, encodeBase64url } from "../shared/encoding.ts";
import { createClickId, type Hmac, verifyClickId } from "./click-id.ts";

const hmac =
  (secret: string): Hmac =>
  (data) =>
    createHmac("sha256", secret).update(data).digest();
const NOW_MS = Date.UTC(2026, 10, 20);
const [current, old, retired] = ["current", "old", "retired"].map(hmac) as [Hmac, Hmac, Hmac];
const ACCEPTED = [current, old];
const bytesOf = (text: string) => decodeBase64url(text) ?? new Uint8Array();

/** A true click id, and what somebody without the key makes of it. */
const forgery = fc
  .record({
    timestampMs: fc.integer({ min: NOW_MS - 1e10, max: NOW_MS }),
    workspaceTag: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    random6: fc.uint8Array({ minLength: 6, maxLength: 6 }),
    place: fc.nat(191),
    other: fc.uint8Array({ minLength: 24, maxLength: 24 }),
    kind: fc.constantFrom("bit", "time", "workspace", "random", "signature", "retired", "shift", "made up"),
  })
  .map(({ place, other, kind, ...parts }) => {
    const bytes = bytesOf(createClickId(parts, kind === "retired" ? retired : current).text);
    const forged = bytes.slice();
    if (kind === "bit") forged[place >> 3] = (forged[place >> 3] ?? 0) ^ (1 << (place & 7));
    if (kind === "time") forged.set(other.subarray(0, 6), 0);
    if (kind === "workspace") forged.set(other.subarray(6, 10), 6);
    if (kind === "random") forged.set(other.subarray(10, 16), 10);
    if (kind === "signature") forged.set(other.subarray(16), 16);
    if (kind === "shift") forged.set([...bytes.subarray(1), bytes[0] ?? 0]);
    if (kind === "made up") forged.set(other);
    const isSame = kind !== "retired" && forged.every((byte, index) => byte === bytes[index]);
    return { kind, text: encodeBase64url(forged), isSame };
  });

describe("P4: a click id", () => {
  it("cannot be forged or moved to another time or merchant: 100,000 tries, none accepted", () => {
    const tried = new Map<string, number>();
    void fc.assert(
      fc.property(forgery, ({ kind, text, isSame }) => {
        tried.set(kind, (tried.get(kind) ?? 0) + 1);
        if (!isSame) expect(verifyClickId(text, ACCEPTED)).toEqual({ ok: false, error: "click_id_forged" });
      }),
      { numRuns: 100_000 },
    );
    expect(Math.min(...tried.values())).toBeGreaterThan(10_000);
  }, 60_000);

  it("is accepted under the old key until that is retired", () => {
    const { text } = createClickId({ timestampMs: 1, workspaceTag: 2, random6: new Uint8Array(6) }, old);
    expect(verifyClickId(text, [current, old]).ok).toBe(true);
    expect(verifyClickId(text, [current]).ok).toBe(false);
  });
});
