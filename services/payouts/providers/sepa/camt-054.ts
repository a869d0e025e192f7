import { parseXml, type XmlDocument, XmlElement } from "@rgrove/parse-xml";
import { isId, type PayoutId } from "../../../../core/shared/id.ts";
import { fail, ok, type Result } from "../../../../core/shared/result.ts";
import type { ProviderEvent, ToldSum } from "../../provider.ts";

/** Days and times of a message that name no zone are read as UTC. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * Reads a debit and credit notification, camt.054.001.02 to .04 and what keeps to their form (ISO 20022): a
 * booked debit with an end-to-end reference of ours is paid; a credit, or one that tells a reason of return, came
 * back. What is pending, or of others, is left out. Anything malformed refuses the whole file.
 */
export function readCamt054(xml: string): Result<readonly ProviderEvent[], string> {
  const document = parse(xml);
  if (!document) return fail("is not XML");
  const [message] = all(document, "BkToCstmrDbtCdtNtfctn");
  if (!message) return fail("is not a notification of debits and credits (camt.054)");
  const booked: ProviderEvent[] = [];
  for (const entry of all(message, "Ntry")) {
    const status = text(entry, "Sts", "Cd") ?? text(entry, "Sts");
    if (status === undefined) return fail("has an entry without a status");
    if (status !== "BOOK") continue;
    const atMs = instantOf(entry);
    if (atMs === null) return fail("has an entry whose booking date is none");
    const details = all(entry, "TxDtls");
    for (const detail of details) {
      const transfer = readDetail(entry, detail, { atMs, isAlone: details.length === 1 });
      if (typeof transfer === "string") return fail(transfer);
      if (transfer) booked.push(transfer);
    }
  }
  return ok(booked);
}

/** Null for what is not ours. */
function readDetail(
  entry: XmlElement,
  detail: XmlElement,
  { atMs, isAlone }: { readonly atMs: number; readonly isAlone: boolean },
): ProviderEvent | string | null {
  const payoutId = payoutIdOf(text(detail, "Refs", "EndToEndId") ?? "");
  if (payoutId === null) return null;
  const amount = amountOf(entry, detail, isAlone);
  if (amount === null) return `has no amount of ${payoutId}`;
  const debited = debitedOf(entry, detail, { isAlone, booked: amount });
  const direction = text(detail, "CdtDbtInd") ?? text(entry, "CdtDbtInd");
  if (direction !== "CRDT" && direction !== "DBIT") return `says neither debit nor credit of ${payoutId}`;
  const returned = child(detail, "RtrInf");
  const isReturn = direction === "CRDT" || returned !== undefined;
  const reference = text(detail, "Refs", "AcctSvcrRef") ?? text(entry, "AcctSvcrRef") ?? null;
  const reason =
    (returned && (text(returned, "Rsn", "Cd") ?? text(returned, "Rsn", "Prtry"))) ?? "returned_by_bank";
  return {
    eventId: [payoutId, isReturn ? "returned" : "paid", reference ?? String(atMs)].join(":"),
    payoutId,
    booked: amount,
    occurredAtMs: atMs,
    report: isReturn
      ? { status: "failed", reference, reason }
      : {
          status: "paid",
          reference,
          ...(debited && debited.currency !== amount.currency ? { debited } : {}),
        },
  };
}

/** Reads an id of ours as `sepaId` writes it. */
function payoutIdOf(reference: string): PayoutId | null {
  const id = reference.replace(/^pay-/, "pay_");
  return isId("pay", id) ? id : null;
}

/**
 * The transaction's own amount, else the entry's where it is of this transaction alone; but what was instructed, where the
 * account has another currency.
 */
function amountOf(entry: XmlElement, detail: XmlElement, isAlone: boolean): ToldSum | null {
  const details = child(detail, "AmtDtls");
  const ofTransaction = details && (child(details, "TxAmt") ?? child(details, "InstdAmt"));
  const instructed = ofTransaction ? sumOf(child(ofTransaction, "Amt")) : null;
  const own = sumOf(child(detail, "Amt"));
  if (own && instructed && own.currency !== instructed.currency) return instructed;
  return own ?? instructed ?? (isAlone ? sumOf(child(entry, "Amt")) : null);
}

/** What the account was debited, where that is in another currency than what was sent. */
function debitedOf(
  entry: XmlElement,
  detail: XmlElement,
  { isAlone, booked }: { readonly isAlone: boolean; readonly booked: ToldSum },
): ToldSum | null {
  const told = [sumOf(child(detail, "Amt")), isAlone ? sumOf(child(entry, "Amt")) : null];
  return told.find((sum) => sum && sum.currency !== booked.currency) ?? null;
}

function sumOf(element: XmlElement | undefined): ToldSum | null {
  const currency = element?.attributes.Ccy;
  return element && currency !== undefined ? { amount: element.text.trim(), currency } : null;
}

function instantOf(entry: XmlElement): number | null {
  const dated = child(entry, "BookgDt") ?? child(entry, "ValDt");
  const written = dated && (text(dated, "DtTm") ?? text(dated, "Dt"));
  if (written === undefined) return null;
  const zoned = DAY.test(written)
    ? `${written}T00:00:00Z`
    : /(Z|[+-]\d{2}:\d{2})$/.test(written)
      ? written
      : `${written}Z`;
  const atMs = TIME.test(zoned) ? Date.parse(zoned) : Number.NaN;
  return Number.isNaN(atMs) ? null : atMs;
}

function parse(xml: string): XmlDocument | null {
  try {
    return parseXml(xml);
  } catch {
    return null;
  }
}

const localName = (element: XmlElement): string => element.name.replace(/^.*:/, "");

function child(parent: XmlElement, name: string): XmlElement | undefined {
  return parent.children.find(
    (each): each is XmlElement => each instanceof XmlElement && localName(each) === name,
  );
}

function text(parent: XmlElement, ...path: readonly string[]): string | undefined {
  let element: XmlElement | undefined = parent;
  for (const name of path) element = element && child(element, name);
  const found = element?.text.trim();
  return found === "" ? undefined : found;
}

/** Elements of a name at any depth, in their order. */
function all(node: XmlDocument | XmlElement, name: string): readonly XmlElement[] {
  return node.children.flatMap((each) => {
    if (!(each instanceof XmlElement)) return [];
    return localName(each) === name ? [each] : all(each, name);
  });
}
