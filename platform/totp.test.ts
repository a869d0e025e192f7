import { expect, it } from "vitest";
import { newTotpSecret, totpCode, totpCounter, totpUri } from "./totp.ts";

/** Key and codes of RFC 6238, appendix B, the last six of its eight digits. */
const KEY = new TextEncoder().encode("12345678901234567890");

it.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [20_000_000_000, "353130"],
])("makes the code of RFC 6238 at second %i", (seconds, code) => {
  expect(totpCode(KEY, seconds * 1_000)).toBe(code);
});

it("takes the code of a step before or after and of no other, and says which step it is of", () => {
  const nowMs = 1_700_000_000_000;
  const step = BigInt(Math.floor(nowMs / 30_000));
  const codeOf = (steps: number) => totpCounter(KEY, totpCode(KEY, nowMs + steps * 30_000), nowMs);
  expect([-2, -1, 0, 1, 2].map(codeOf)).toEqual([null, step - 1n, step, step + 1n, null]);
  expect(totpCounter(KEY, "12345", nowMs)).toBeNull();
});

it("gives an address with the whole secret, and no two secrets the same", () => {
  const uri = new URL(totpUri(KEY, "key:key_1"));
  expect(uri.searchParams.get("secret")).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  expect([uri.protocol, uri.host, uri.searchParams.get("issuer")]).toEqual(["otpauth:", "totp", "Tributary"]);
  expect(newTotpSecret()).not.toEqual(newTotpSecret());
});
