import { describe, expect, it } from "vitest";
import { newId } from "../../../../platform/random.ts";
import { schemaErrors } from "../../../../tests/support/iso-20022/validate.ts";
import { MemoryFiles } from "../../../../tests/support/memory-files.ts";
import { readCamt054 } from "./camt-054.ts";
import { sepaId } from "./pain-001.ts";
import { sepaProvider } from "./sepa-provider.ts";

const ID = newId("pay", Date.UTC(2026, 10, 20));
const OTHER = newId("pay", Date.UTC(2026, 10, 21));
const CODE = "<BkTxCd><Prtry><Cd>NTRF</Cd></Prtry></BkTxCd>";

type Entry = {
  readonly direction?: "DBIT" | "CRDT";
  readonly status?: string;
  readonly day?: string;
  readonly reference?: string;
  readonly details?: readonly {
    readonly endToEndId?: string;
    readonly reason?: string;
    readonly amount?: string;
  }[];
};

function entry(
  { direction = "DBIT", status = "BOOK", day = "<Dt>2026-11-23</Dt>", ...given }: Entry,
  version: string,
): string {
  const { reference = "REF1", details = [{ endToEndId: sepaId(ID) }] } = given;
  const transactions = details.map(({ endToEndId = "NOTPROVIDED", reason, amount }) => {
    const refs = `<Refs><EndToEndId>${endToEndId}</EndToEndId></Refs>`;
    if (version === "04") {
      const own = `<Amt Ccy="EUR">${amount ?? "10.50"}</Amt><CdtDbtInd>${direction}</CdtDbtInd>`;
      return `<TxDtls>${refs}${own}</TxDtls>`;
    }
    const sum = amount ? `<AmtDtls><TxAmt><Amt Ccy="EUR">${amount}</Amt></TxAmt></AmtDtls>` : "";
    const back = reason ? `<RtrInf><Rsn><Cd>${reason}</Cd></Rsn></RtrInf>` : "";
    return `<TxDtls>${refs}${sum}${back}</TxDtls>`;
  });
  return `<Ntry><Amt Ccy="EUR">10.50</Amt><CdtDbtInd>${direction}</CdtDbtInd><Sts>${status}</Sts>
    <BookgDt>${day}</BookgDt><AcctSvcrRef>${reference}</AcctSvcrRef>${CODE}
    <NtryDtls>${transactions.join("")}</NtryDtls></Ntry>`;
}

function notification(entries: readonly Entry[], version = "02"): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.${version}"><BkToCstmrDbtCdtNtfctn>
  <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-23T18:00:00</CreDtTm></GrpHdr>
  <Ntfctn><Id>N1</Id><CreDtTm>2026-11-23T18:00:00</CreDtTm>
  <Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>${entries.map((each) => entry(each, version)).join("")}</Ntfctn>
</BkToCstmrDbtCdtNtfctn></Document>`;
}

const read = (...entries: Entry[]) => {
  const result = readCamt054(notification(entries));
  return result.ok ? result.value : result.error;
};

describe("a bank's notification", () => {
  it.each(["02", "04"])("is read in the form of camt.054.001.%s", async (version) => {
    const xml = notification([{}], version);
    expect(await schemaErrors(`camt.054.001.${version}`, xml)).toEqual([]);
    expect(readCamt054(xml)).toEqual({
      ok: true,
      value: [
        {
          eventId: `${ID}:paid:REF1`,
          ...{
            payoutId: ID,
            booked: { amount: "10.50", currency: "EUR" },
            occurredAtMs: Date.UTC(2026, 10, 23),
          },
          report: { status: "paid", reference: "REF1" },
        },
      ],
    });
  });

  it("tells what came back, and why", () => {
    const back = { endToEndId: sepaId(ID), reason: "AC04" };
    expect(read({ direction: "CRDT", reference: "REF2", details: [back] })).toMatchObject([
      { eventId: `${ID}:returned:REF2`, report: { status: "failed", reference: "REF2", reason: "AC04" } },
    ]);
    expect(read({ direction: "CRDT", details: [{ endToEndId: sepaId(ID) }] })).toMatchObject([
      { report: { status: "failed", reason: "returned_by_bank" } },
    ]);
  });

  it("takes each transaction of an entry with its own amount", () => {
    const details = [
      { endToEndId: sepaId(ID), amount: "4.00" },
      { endToEndId: sepaId(OTHER), amount: "6.50" },
    ];
    expect(read({ details })).toMatchObject([
      { payoutId: ID, booked: { amount: "4.00" } },
      { payoutId: OTHER, booked: { amount: "6.50" } },
    ]);
  });

  it("leaves out what is pending, and what is not ours", () => {
    expect(read({ status: "PDNG" }, { details: [{}] }, { details: [{ endToEndId: "INVOICE-7" }] })).toEqual(
      [],
    );
  });

  it("gives a booking the same name however often it is told", () => {
    const once = read({});
    expect(read({}, {})).toEqual([once, once].flat());
  });

  it.each([
    ["what is not XML", "{}", "is not XML"],
    ["entities that grow", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "is not XML"],
    ["another message", "<Document><CstmrCdtTrfInitn/></Document>", "is not a notification"],
    [
      "a day that is none",
      notification([{ day: "<Dt> 2026-11-23</Dt><!-- x -->" }]).replace(" 2026-11", "x2026-11"),
      "booking date",
    ],
    [
      "no direction",
      notification([{}]).replace("<CdtDbtInd>DBIT</CdtDbtInd>", ""),
      "neither debit nor credit",
    ],
    [
      "no amount of one of many",
      notification([{ details: [{ endToEndId: sepaId(ID) }, {}] }]),
      "has no amount",
    ],
  ])("is refused whole: %s", async (_, xml, problem) => {
    const result = readCamt054(xml);
    expect(result.ok ? "" : result.error).toContain(problem);
  });

  it("comes by way of the provider, as news of a statement", async () => {
    const debtor = { name: "Acme", iban: "DE89370400440532013000", bic: null, version: "001.03" } as const;
    const provider = sepaProvider(new MemoryFiles(), debtor);
    const bring = (body: string) =>
      provider.parseCallback({ body, headers: new Headers(), receivedAt: new Date(0) });
    expect(await bring(notification([{}]))).toMatchObject({ ok: true, value: [{ payoutId: ID }] });
    expect(await bring("nothing")).toEqual({ ok: false, error: { code: "malformed" } });
  });

  it.each([
    [
      "of the entry",
      '<Amt Ccy="USD">11.40</Amt>',
      '<AmtDtls><TxAmt><Amt Ccy="EUR">10.50</Amt></TxAmt></AmtDtls>',
    ],
    [
      "of the transaction",
      '<Amt Ccy="USD">99.00</Amt>',
      '<Amt Ccy="USD">11.40</Amt><AmtDtls><InstdAmt><Amt Ccy="EUR">10.50</Amt></InstdAmt></AmtDtls>',
    ],
  ])("tells what an account of another currency was debited, by the amount %s", (_, ofEntry, ofDetail) => {
    const xml = notification([{}])
      .replace('<Ntry><Amt Ccy="EUR">10.50</Amt>', `<Ntry>${ofEntry}`)
      .replace("</Refs>", `</Refs>${ofDetail}`);
    expect(readCamt054(xml)).toMatchObject({
      value: [
        {
          booked: { amount: "10.50", currency: "EUR" },
          report: { status: "paid", debited: { amount: "11.40", currency: "USD" } },
        },
      ],
    });
  });
});
