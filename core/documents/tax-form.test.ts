import { describe, expect, it } from "vitest";
import { changeTaxForm, isThere, type TaxForm, type TaxFormChange, type TaxFormKind } from "./tax-form.ts";
import { readVatId } from "./vat-id.ts";

const TODAY = "2026-11-21";
const change = (kind: TaxFormKind, before: TaxForm | null, told: TaxFormChange) =>
  changeTaxForm(kind, before, told, TODAY);
const BARE = { country: null, vatId: null, hint: null, signedOn: null, expiresOn: null, reason: null };

describe("changeTaxForm", () => {
  it("lets a W-8 hold until the end of the third year after its signature, and a W-9 for good", () => {
    const told = { status: "verified", signedOn: "2023-01-02", country: "DE" } as const;
    const w8 = change("w8ben", null, told);
    expect(w8).toMatchObject({ ok: true, value: { expiresOn: "2026-12-31", country: "DE" } });
    expect(isThere({ status: "verified", expiresOn: "2026-12-31" }, "2026-12-31")).toBe(true);
    expect(isThere({ status: "verified", expiresOn: "2026-12-31" }, "2027-01-01")).toBe(false);
    const w9 = change("w9", null, { status: "verified", signedOn: "1999-01-02" });
    expect(w9).toMatchObject({ ok: true, value: { expiresOn: null, country: "US" } });
  });

  it("keeps what is not told anew, and of a VAT id its form as printed", () => {
    const received = change("vat", null, { status: "received", vatId: "de 136 695 976" });
    expect(received).toMatchObject({ ok: true, value: { vatId: "DE136695976", hint: "976", country: "DE" } });
    const value = received.ok ? received.value : null;
    expect(change("vat", value, { status: "verified" })).toMatchObject({
      ok: true,
      value: { status: "verified", vatId: "DE136695976" },
    });
  });

  it.each<[string, TaxFormKind, TaxFormStatusOf | null, TaxFormChange]>([
    ["status", "w9", null, { status: "rejected", reason: "blurred" }],
    ["status", "w9", "requested", { status: "rejected", reason: "blurred" }],
    ["reason", "w9", "received", { status: "rejected" }],
    ["reason", "w9", null, { status: "requested", reason: "none" }],
    ["signed_on", "w8ben", null, { status: "verified", country: "DE" }],
    ["signed_on", "w8ben", null, { status: "verified", country: "DE", signedOn: "2022-12-31" }],
    ["signed_on", "w9", null, { status: "received", signedOn: "2026-11-22" }],
    ["country", "w9", null, { status: "received", country: "DE" }],
    ["country", "w8bene", null, { status: "received", country: "US" }],
    ["country", "vat", null, { status: "received", country: "DE", vatId: "DE136695976" }],
    ["vat_id", "w9", null, { status: "received", vatId: "DE136695976" }],
    ["vat_id", "vat", null, { status: "received" }],
    ["vat_id", "vat", null, { status: "received", vatId: "DE13669597" }],
    ["number_last4", "vat", null, { status: "received", vatId: "DE136695976", hint: "5976" }],
  ])("refuses a wrong %s of a %s (%#)", (param, kind, before, told) => {
    const from = before === null ? null : { ...BARE, status: before };
    expect(change(kind, from, told)).toMatchObject({ ok: false, error: { param } });
  });
});

type TaxFormStatusOf = TaxForm["status"];

it("readVatId knows the form of each country, and that Greece is EL", () => {
  expect(readVatId("EL123456789")).toEqual({ text: "EL123456789", country: "GR", isOfUnion: true });
  expect(readVatId("NL123456789B01")?.country).toBe("NL");
  expect(readVatId("CHE-123.456.789 MWST")).toMatchObject({ country: "CH", isOfUnion: false });
  for (const bad of ["GR123456789", "DE12345678", "constructor", "", "ATU1234567"]) {
    expect(readVatId(bad), bad).toBeNull();
  }
});
