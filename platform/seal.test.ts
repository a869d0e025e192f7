import { describe, expect, it } from "vitest";
import { decodeBase64url, encodeBase64url } from "../core/shared/encoding.ts";
import { seal, unseal } from "./seal.ts";

const OURS = { secret: "tb_live_secret", place: "workspace key POST /v1/keys" };
const TEXT = new TextEncoder().encode('{"key":"tb_live_another"}');

describe("what is sealed", () => {
  it.each([[new Uint8Array(0)], [TEXT], [new Uint8Array(100_000).fill(7)]])(
    "opens with its secret at its place",
    async (bytes) => {
      expect(await unseal(await seal(bytes, OURS), OURS)).toEqual(bytes);
    },
  );

  it("opens with no other secret, and at no other place", async () => {
    const sealed = await seal(TEXT, OURS);
    await expect(unseal(sealed, { ...OURS, secret: "tb_live_secreu" })).rejects.toThrow();
    await expect(unseal(sealed, { ...OURS, place: `${OURS.place}s` })).rejects.toThrow();
  });

  it("opens no more once a bit of it is another, or any of it is gone", async () => {
    const sealed = await seal(TEXT, OURS);
    const bytes = decodeBase64url(sealed) ?? new Uint8Array(0);
    expect(bytes).toHaveLength(12 + TEXT.length + 16);
    for (const index of bytes.keys()) {
      const altered = new Uint8Array(bytes);
      altered[index] = (altered[index] ?? 0) ^ 1;
      await expect(unseal(encodeBase64url(altered), OURS)).rejects.toThrow();
      await expect(unseal(encodeBase64url(bytes.slice(0, index)), OURS)).rejects.toThrow();
    }
    await expect(unseal("not base64url!", OURS)).rejects.toThrow("cut off");
  });

  it("shows nothing of itself, nor that it was sealed before", async () => {
    const [one, other] = [await seal(TEXT, OURS), await seal(TEXT, OURS)];
    expect(one).not.toBe(other);
    expect(Buffer.from(one, "base64url").includes("tb_live")).toBe(false);
  });
});
