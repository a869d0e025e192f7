import { parseXml, XmlElement } from "@rgrove/parse-xml";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { schemaErrors } from "../../../../tests/support/iso-20022/validate.ts";
import { MemoryFiles } from "../../../../tests/support/memory-files.ts";
import { bankAccount, makeOrder, saidOf } from "../../../../tests/support/payout-orders.ts";
import type { SepaDebtor } from "./pain-001.ts";
import { sepaProvider } from "./sepa-provider.ts";

const IBANS = ["DE89370400440532013000", "GB82WEST12345698765432", "FR1420041010050500013M02606"];
const DEBTOR: SepaDebtor = {
  ...{ name: "Müller & Söhne Werbung GmbH", iban: "DE89370400440532013000", bic: "COBADEFFXXX" },
  version: "001.03",
};

/** Texts of the elements of a name, in their order. */
function textsOf(xml: string, name: string): readonly string[] {
  const found: string[] = [];
  const walk = (element: XmlElement): void => {
    if (element.name === name) found.push(element.text);
    for (const child of element.children) if (child instanceof XmlElement) walk(child);
  };
  const { root } = parseXml(xml);
  if (root) walk(root);
  return found;
}

/** What a schema does not see, read from the file alone: sums, counts, ids, characters. */
function expectSound(xml: string): void {
  const cents = textsOf(xml, "InstdAmt").map((amount) => {
    expect(amount).toMatch(/^\d+\.\d{2}$/);
    return BigInt(amount.replace(".", ""));
  });
  const total = cents.reduce((sum, each) => sum + each, 0n);
  for (const sum of textsOf(xml, "CtrlSum")) expect(BigInt(sum.replace(".", ""))).toBe(total);
  for (const count of textsOf(xml, "NbOfTxs")) expect(count).toBe(String(cents.length));
  expect(textsOf(xml, "CtrlSum")).toHaveLength(2);
  const references = textsOf(xml, "EndToEndId");
  expect(new Set(references).size).toBe(cents.length);
  for (const id of ["MsgId", "PmtInfId", "InstrId", "EndToEndId"].flatMap((name) => textsOf(xml, name))) {
    expect(id).toMatch(/^[A-Za-z0-9+?:().,'-]{1,35}$/);
  }
  for (const text of ["Nm", "Ustrd", "TwnNm"].flatMap((name) => textsOf(xml, name))) {
    expect(text).toMatch(/^[A-Za-z0-9/\-?:().,'+ ]{1,140}$/);
  }
}

async function fileOf(order: ReturnType<typeof makeOrder>, version: SepaDebtor["version"] = "001.03") {
  const files = new MemoryFiles();
  const report = await sepaProvider(files, { ...DEBTOR, version }).submit(order.batchId, order);
  const [xml = ""] = files.texts.values();
  return { report, xml };
}

describe("a file of credit transfers", () => {
  it.each(["001.03", "001.05"] as const)("keeps to the schema of pain.001.%s", async (version) => {
    const order = makeOrder([
      { amountMinor: 1n, method: bankAccount({ holder: "Jürgen <Groß> & Co" }) },
      { amountMinor: 99_999_999_999n, method: bankAccount({ iban: IBANS[1] ?? "", bic: "WESTGB22" }) },
      { amountMinor: 1_050n, method: bankAccount({ address: { town: "Kraków", country: "PL" } }) },
    ]);
    const { report, xml } = await fileOf(order, version);
    expect(await schemaErrors(`pain.001.${version}`, xml)).toEqual([]);
    expectSound(xml);
    expect(textsOf(xml, "InstdAmt")).toEqual(["0.01", "999999999.99", "10.50"]);
    expect(textsOf(xml, "CtrlSum")[0]).toBe("1000000010.50");
    expect(saidOf(order, report)).toEqual(["submitted", "submitted", "submitted"]);
  });

  it("keeps to the schema whatever names affiliates have", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            holder: fc.string({ unit: "grapheme", minLength: 1, maxLength: 120 }),
            iban: fc.constantFrom(...IBANS),
            amountMinor: fc.bigInt({ min: 1n, max: 99_999_999_999n }),
            town: fc.string({ unit: "grapheme", maxLength: 60 }),
          }),
          { minLength: 1, maxLength: 8 },
        ),
        fc.constantFrom("001.03" as const, "001.05" as const),
        async (payouts, version) => {
          const order = makeOrder(
            payouts.map(({ holder, iban, amountMinor, town }) => ({
              amountMinor,
              method: bankAccount({ holder, iban, address: { town, country: "DE" } }),
            })),
          );
          const { report, xml } = await fileOf(order, version);
          const paid = saidOf(order, report).filter((said) => said === "submitted");
          expect(paid.length > 0).toBe(xml !== "");
          if (xml === "") return;
          expect(await schemaErrors(`pain.001.${version}`, xml)).toEqual([]);
          expectSound(xml);
          expect(textsOf(xml, "EndToEndId")).toHaveLength(paid.length);
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  it.each([
    ["a wrong checksum", { method: bankAccount({ iban: "DE89370400440532013001" }) }, "iban_wrong_checksum"],
    [
      "a bank outside SEPA",
      { method: bankAccount({ iban: "BR1800360305000010009795493C1" }) },
      "iban_outside_sepa",
    ],
    [
      "a name of no Latin letter",
      { method: bankAccount({ holder: "李小龙" }) },
      "holder_not_in_latin_letters",
    ],
    ["no bank account", { method: { kind: "paypal", email: "a@b.example" } as const }, "no_bank_account"],
    ["no method", {}, "no_bank_account"],
    ["too much", { amountMinor: 100_000_000_000n, method: bankAccount() }, "amount_too_large"],
  ])("leaves out, and says so: %s", async (_, payout, reason) => {
    const order = makeOrder([payout, { method: bankAccount() }]);
    const { report, xml } = await fileOf(order);
    expect(saidOf(order, report)).toEqual([`failed: ${reason}`, "submitted"]);
    expect(textsOf(xml, "NbOfTxs")).toEqual(["1", "1"]);
    expectSound(xml);
  });

  it("is not written for another currency, nor where nothing can be paid", async () => {
    const order = makeOrder([{ method: bankAccount() }], { currency: "USD" });
    const { report, xml } = await fileOf(order);
    expect([saidOf(order, report), xml]).toEqual([["failed: currency_not_supported"], ""]);
  });

  it("is the same however often it is asked for, and found again by its key alone", async () => {
    const files = new MemoryFiles();
    const provider = sepaProvider(files, DEBTOR);
    const order = makeOrder([{ method: bankAccount() }, {}]);
    expect((await provider.lookUp(order.batchId, order, null))?.payouts.size).toBe(0);
    const report = await provider.submit(order.batchId, order);
    const before = new Map(files.texts);
    expect(await provider.submit(order.batchId, order)).toEqual(report);
    expect(await provider.lookUp(order.batchId, order, null)).toEqual(report);
    expect(files.texts).toEqual(before);
  });

  it("is refused by the check of this test when a sum or a count is wrong", async () => {
    const { xml } = await fileOf(makeOrder([{ method: bankAccount() }, { method: bankAccount() }]));
    expect(await schemaErrors("pain.001.001.03", xml.replace("20.00", "20.01"))).toEqual([]);
    expect(() => expectSound(xml.replace("20.00", "20.01"))).toThrow();
    expect(() => expectSound(xml.replace("<NbOfTxs>2<", "<NbOfTxs>3<"))).toThrow();
    expect(await schemaErrors("pain.001.001.03", xml.replace("<PmtMtd>TRF", "<PmtMtd>CASH"))).not.toEqual([]);
  });
});
