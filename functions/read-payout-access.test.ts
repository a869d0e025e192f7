import { describe, expect, it } from "vitest";
import { readPayoutAccess } from "./read-payout-access.ts";

const SEPA = { name: "Acme", iban: "DE89370400440532013000" };
const read = (access: unknown) => readPayoutAccess(JSON.stringify(access));

describe("the access to payout providers", () => {
  it("is none where nothing is given", () => {
    expect([readPayoutAccess(undefined), readPayoutAccess(""), read({})]).toEqual([{}, {}, {}]);
  });

  it("has what is not told as the provider has it", () => {
    expect(read({ sepa: SEPA }).sepa).toEqual({ ...SEPA, bic: null, version: "001.03" });
    const paypal = { clientId: "a", clientSecret: "b", webhookId: "c" };
    expect(read({ paypal }).paypal).toEqual({ ...paypal, address: "https://api-m.paypal.com" });
  });

  it.each([
    ["what is not JSON", "{", "its beginning"],
    [
      "an IBAN with a wrong digit",
      JSON.stringify({ sepa: { ...SEPA, iban: "DE89370400440532013001" } }),
      "sepa.iban",
    ],
    ["a provider nobody knows", JSON.stringify({ cash: {} }), "its beginning"],
    [
      "an address that is not safe",
      JSON.stringify({
        stripe: { secretKey: "sk_secret", webhookSecret: "b", address: "http://evil.example" },
      }),
      "stripe.address",
    ],
  ])("refuses %s, and tells where but no secret", (_, text, where) => {
    expect(() => readPayoutAccess(text)).toThrow(where);
    try {
      readPayoutAccess(text);
    } catch (error) {
      expect(String(error)).not.toContain("sk_secret");
    }
  });
});
