import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Currency } from "../money/currency.ts";
import { isEpcId, toEpcText } from "./epc-text.ts";
import { ibanProblem, isBic, isInSepa } from "./iban.ts";
import { methodProblem, type PayoutMethod } from "./method.ts";
import { PAYOUT_PROVIDERS } from "./payout-lifecycle.ts";
import {
  amountProblem,
  decimalFor,
  PAYPAL_AMOUNTS,
  STRIPE_AMOUNTS,
  takenAmounts,
  unitsFor,
} from "./provider-amount.ts";

describe("an IBAN", () => {
  it.each([
    ["DE89370400440532013000", null],
    ["GB82WEST12345698765432", null],
    ["FR1420041010050500013M02606", null],
    ["DE89370400440532013001", "iban_wrong_checksum"],
    ["DE8937040044053201300", "iban_wrong_length"],
    ["XX89370400440532013000", "iban_unknown_country"],
    ["de89370400440532013000", "iban_malformed"],
    ["DE89 3704 0044 0532 0130 00", "iban_malformed"],
    ["", "iban_malformed"],
  ])("%s is told %s", (iban, problem) => {
    expect(ibanProblem(iban)).toBe(problem);
  });

  it("is no longer one when a digit of it changes, or two neighbours change places", () => {
    const iban = "DE89370400440532013000";
    void fc.assert(
      fc.property(fc.integer({ min: 2, max: 21 }), fc.integer({ min: 1, max: 9 }), (at, step) => {
        const digit = String((Number(iban[at]) + step) % 10);
        expect(ibanProblem(iban.slice(0, at) + digit + iban.slice(at + 1))).toBe("iban_wrong_checksum");
      }),
    );
    for (let at = 2; at < 21; at += 1) {
      const [one, two] = [iban[at], iban[at + 1]];
      if (one === two) continue;
      expect(ibanProblem(`${iban.slice(0, at)}${two}${one}${iban.slice(at + 2)}`)).toBe(
        "iban_wrong_checksum",
      );
    }
  });

  it("is of SEPA by its country", () => {
    expect(isInSepa("DE89370400440532013000")).toBe(true);
    expect(isInSepa("BR1800360305000010009795493C1")).toBe(false);
  });

  it("goes with a BIC of eight or eleven characters", () => {
    expect(["COBADEFF", "COBADEFFXXX"].every(isBic)).toBe(true);
    expect(["COBADEF", "COBADEFFX", "cobadeff", "COBA1EFF"].some(isBic)).toBe(false);
  });
});

describe("a payout method", () => {
  const bank = {
    kind: "iban",
    holder: "Ada",
    iban: "DE89370400440532013000",
    bic: null,
    address: null,
  } as const;
  it.each<[PayoutMethod, string | undefined]>([
    [bank, undefined],
    [{ ...bank, iban: "DE89370400440532013001" }, "iban"],
    [{ ...bank, bic: "COBA" }, "bic"],
    [{ ...bank, address: { town: "Bonn", country: "Germany" } }, "address.country"],
    [{ kind: "stripe", accountId: "acct_1ABCDEFG" }, undefined],
    [{ kind: "stripe", accountId: "cus_1ABCDEFG" }, "account_id"],
    [{ kind: "paypal", email: "ada@affiliates.example" }, undefined],
    [{ kind: "paypal", email: "ada" }, "email"],
    [{ kind: "wise", recipientId: "501" }, undefined],
    [{ kind: "wise", recipientId: "5.1e3" }, "recipient_id"],
  ])("%o is wrong at %s", (method, param) => {
    expect(methodProblem(method)?.param).toBe(param);
  });
});

describe("the characters of SEPA", () => {
  it.each([
    ["Jürgen Groß & Söhne", "Jurgen Gross + Sohne"],
    ["Łukasz Żółć", "Lukasz Zolc"],
    ["Ærø “Færge” <A/S>", "AEro 'Faerge' .A/S."],
    ["Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos"],
    ["Щерьо Ангелов", "Shteryo Angelov"],
    ["  a   b  ", "a b"],
    ["ada@affiliates.example", "ada(at)affiliates.example"],
    ["李小龙", null],
    ["", null],
  ])("write %s as %s", (text, written) => {
    expect(toEpcText(text, 70)).toBe(written);
  });

  it("are all that comes out, within the length, of any text", () => {
    void fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 140 }), (text, max) => {
        const written = toEpcText(text, max);
        if (written === null) return;
        expect(written).toMatch(/^[A-Za-z0-9/\-?:().,'+ ]+$/);
        expect(written.length).toBeLessThanOrEqual(max);
      }),
    );
  });

  it("make ids of at most 35, without slashes at an end or beside each other", () => {
    expect(isEpcId("bat_".replace("_", "-"))).toBe(true);
    for (const id of ["", "/a", "a/", "a//b", "a_b", "é", "x".repeat(36)]) expect(isEpcId(id)).toBe(false);
  });
});

describe("amounts of a provider", () => {
  const stripe = (minor: bigint, currency: string) => unitsFor(STRIPE_AMOUNTS, minor, currency as Currency);
  const paypal = (minor: bigint, currency: string) => decimalFor(PAYPAL_AMOUNTS, minor, currency as Currency);

  it.each([
    [1_299n, "EUR", 1_299n],
    [1_299n, "JPY", 1_299n],
    [500n, "MGA", 5n],
    [501n, "MGA", null],
    [5n, "ISK", 500n],
    [5n, "UGX", 500n],
    [5_120n, "KWD", 5_120n],
    [5_124n, "KWD", null],
  ])("at Stripe: %s %s is %s", (minor, currency, units) => {
    expect(stripe(minor, currency)).toBe(units);
  });

  it.each([
    [1_050n, "EUR", "10.50"],
    [5n, "USD", "0.05"],
    [1_050n, "JPY", "1050"],
    [1_000n, "HUF", "10"],
    [1_050n, "HUF", null],
    [1_000n, "TWD", "10"],
    [1_001n, "TWD", null],
  ])("at PayPal: %s %s is %s", (minor, currency, decimal) => {
    expect(paypal(minor, currency)).toBe(decimal);
  });

  it("are never rounded: what is written is the amount, or there is none", () => {
    void fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 15n }),
        fc.constantFrom("EUR", "JPY", "KWD", "MGA", "HUF"),
        (minor, currency) => {
          const units = stripe(minor, currency);
          const back = currency === "MGA" ? (units ?? 0n) * 100n : units;
          expect(units === null || back === minor).toBe(true);
        },
      ),
    );
  });

  it("that it takes are told as data, the same as it writes them", () => {
    const rules = { stripe: STRIPE_AMOUNTS, paypal: PAYPAL_AMOUNTS };
    void fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 7n }),
        fc.constantFrom("stripe" as const, "paypal" as const),
        fc.constantFrom("EUR", "JPY", "KWD", "MGA", "HUF", "ISK", "UGX", "TWD"),
        (minor, provider, code) => {
          const currency = code as Currency;
          const isTaken = takenAmounts(provider, currency) !== null;
          const units = unitsFor(rules[provider], minor, currency);
          const problem = units === null ? "amount_not_representable" : null;
          expect(amountProblem(provider, minor, currency)).toBe(isTaken ? problem : "currency_not_supported");
        },
      ),
    );
  });

  it.each([
    ["sepa", 99_999_999_999n, "EUR", null],
    ["sepa", 100_000_000_000n, "EUR", "amount_too_large"],
    ["sepa", 1n, "USD", "currency_not_supported"],
    ["stripe", 999_999_999_999n, "JPY", null],
    ["stripe", 9_999_999_999n, "ISK", null],
    ["stripe", 10_000_000_000n, "ISK", "amount_too_large"],
    ["stripe", 99_999_999_999_900n, "MGA", null],
    ["paypal", 100n, "INR", "currency_not_supported"],
    ["csv", 10n ** 14n, "XAF", null],
    ["wise", 1n, "KWD", null],
  ] as const)("by %s of %s %s: %s", (provider, minor, currency, problem) => {
    expect(amountProblem(provider, minor, currency as Currency)).toBe(problem);
  });

  it("are known of every provider", () => {
    for (const provider of PAYOUT_PROVIDERS) expect(takenAmounts(provider, "EUR" as Currency)).not.toBeNull();
  });
});
