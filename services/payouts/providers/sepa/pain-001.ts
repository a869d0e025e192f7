import { formatMinor } from "../../../../core/money/format.ts";
import { isEpcId, toEpcText } from "../../../../core/payout/epc-text.ts";
import { ibanProblem, isInSepa } from "../../../../core/payout/iban.ts";
import { amountProblem } from "../../../../core/payout/provider-amount.ts";
import { assert } from "../../../../core/shared/assert.ts";
import type { BatchId, PayoutId } from "../../../../core/shared/id.ts";
import type { OrderedPayout, PayoutOrder } from "../../provider.ts";

/** Whose account pays, and the version of the message its bank takes. */
export type SepaDebtor = {
  readonly name: string;
  readonly iban: string;
  readonly bic: string | null;
  readonly version: "001.03" | "001.05";
};

/** One transfer of a file, every text of it in the characters of SEPA. */
export type CreditTransfer = {
  readonly id: PayoutId;
  readonly holder: string;
  readonly iban: string;
  readonly bic: string | null;
  readonly address: { readonly town: string; readonly country: string } | null;
  readonly amountMinor: bigint;
};

/** Most characters of a name in SEPA (EPC125-05). */
const NAME_CHARACTERS_MAX = 70;
const TOWN_CHARACTERS_MAX = 35;

/** Takes a payout as a transfer of SEPA, or says why it is none. */
export function toCreditTransfer({
  id,
  recipient: { method },
  amountMinor,
}: OrderedPayout): CreditTransfer | string {
  if (method?.kind !== "iban") return "no_bank_account";
  const { iban, bic } = method;
  const problem = ibanProblem(iban);
  if (problem !== null) return problem;
  if (!isInSepa(iban)) return "iban_outside_sepa";
  const wrongAmount = amountProblem("sepa", amountMinor, EUR);
  if (wrongAmount !== null) return wrongAmount;
  const holder = toEpcText(method.holder, NAME_CHARACTERS_MAX);
  if (holder === null) return "holder_not_in_latin_letters";
  const town = method.address && toEpcText(method.address.town, TOWN_CHARACTERS_MAX);
  const address = method.address && town ? { town, country: method.address.country } : null;
  return { ...{ id, holder, iban, bic, address, amountMinor } };
}

/**
 * Writes a credit transfer initiation, pain.001.001.03 or .05 (ISO 20022), as SEPA uses it (EPC132-08): one debit
 * account, one sum for each transfer, ids of the payouts as end-to-end references.
 */
export function writePain001(
  { providerKey, batchId, orderedAt }: Pick<PayoutOrder, "batchId" | "orderedAt"> & { providerKey: string },
  debtor: SepaDebtor,
  transfers: readonly CreditTransfer[],
): string {
  const messageId = sepaId(providerKey);
  const totalMinor = transfers.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const control = `${tag("NbOfTxs", transfers.length)}${tag("CtrlSum", formatMinor(totalMinor, EUR))}`;
  const name = toEpcText(debtor.name, NAME_CHARACTERS_MAX);
  assert(name !== null, "the debtor has a name in Latin letters");
  const created = orderedAt.toISOString();
  const header =
    tag("MsgId", messageId) +
    tag("CreDtTm", created.slice(0, 19)) +
    control +
    raw("InitgPty", tag("Nm", name));
  const payment = [
    tag("PmtInfId", messageId),
    tag("PmtMtd", "TRF"),
    tag("BtchBookg", "false"),
    control,
    raw("PmtTpInf", raw("SvcLvl", tag("Cd", "SEPA"))),
    tag("ReqdExctnDt", created.slice(0, 10)),
    raw("Dbtr", tag("Nm", name)),
    raw("DbtrAcct", raw("Id", tag("IBAN", debtor.iban))),
    raw("DbtrAgt", agent(debtor.bic, debtor.version) ?? NOT_PROVIDED),
    tag("ChrgBr", "SLEV"),
    ...transfers.map((transfer) => writeTransfer(transfer, debtor.version, sepaId(batchId))),
  ];
  const initiation = raw("CstmrCdtTrfInitn", `${raw("GrpHdr", header)}${raw("PmtInf", payment.join(""))}`);
  const space = `urn:iso:std:iso:20022:tech:xsd:pain.001.${debtor.version}`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${space}">${initiation}</Document>\n`;
}

/** An id of ours in the characters of SEPA. `payoutIdOf` reads it back. */
export function sepaId(id: PayoutId | BatchId | string): string {
  const written = id.replaceAll("_", "-");
  assert(isEpcId(written), "an id fits into 35 characters of SEPA");
  return written;
}

function writeTransfer(transfer: CreditTransfer, version: SepaDebtor["version"], batch: string): string {
  const { holder, iban, bic, address, amountMinor } = transfer;
  const id = sepaId(transfer.id);
  const bank = agent(bic, version);
  const place = address ? raw("PstlAdr", `${tag("TwnNm", address.town)}${tag("Ctry", address.country)}`) : "";
  return raw(
    "CdtTrfTxInf",
    [
      raw("PmtId", `${tag("InstrId", id)}${tag("EndToEndId", id)}`),
      raw("Amt", `<InstdAmt Ccy="EUR">${formatMinor(amountMinor, EUR)}</InstdAmt>`),
      bank === null ? "" : raw("CdtrAgt", bank),
      raw("Cdtr", `${tag("Nm", holder)}${place}`),
      raw("CdtrAcct", raw("Id", tag("IBAN", iban))),
      raw("RmtInf", tag("Ustrd", `Payout ${id} of ${batch}`)),
    ].join(""),
  );
}

const EUR = "EUR" as PayoutOrder["currency"];
const NOT_PROVIDED = raw("FinInstnId", raw("Othr", tag("Id", "NOTPROVIDED")));

/** The name of the element changed with the version. */
function agent(bic: string | null, version: SepaDebtor["version"]): string | null {
  return bic === null ? null : raw("FinInstnId", tag(version === "001.03" ? "BIC" : "BICFI", bic));
}

/** An element of a text. Characters of SEPA need no escape but the apostrophe, which needs none in content. */
function tag(name: string, text: string | number): string {
  const escaped = String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return raw(name, escaped);
}

function raw(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}
