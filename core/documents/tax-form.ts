import { fail, ok, type Result } from "../shared/result.ts";
import { readVatId } from "./vat-id.ts";

/** Forms that say where an affiliate is taxed: three of the IRS, and a VAT id. */
export const TAX_FORM_KINDS = ["w9", "w8ben", "w8bene", "vat"] as const;
/** One of them. */
export type TaxFormKind = (typeof TAX_FORM_KINDS)[number];

/** Where an affiliate can stand with a form. */
export const TAX_FORM_STATUSES = ["requested", "received", "verified", "rejected", "expired"] as const;
/** One of them. */
export type TaxFormStatus = (typeof TAX_FORM_STATUSES)[number];

/** What a form says, days as `YYYY-MM-DD`. */
export type TaxForm = {
  readonly status: TaxFormStatus;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  readonly vatId: string | null;
  /** The last characters of the number on it. */
  readonly hint: string | null;
  readonly signedOn: string | null;
  /** The last day on which it holds; null for good. */
  readonly expiresOn: string | null;
  readonly reason: string | null;
};

/** What is told of a form; what is absent stays as it was. */
export type TaxFormChange = {
  readonly status: Exclude<TaxFormStatus, "expired">;
  readonly country?: string | undefined;
  readonly vatId?: string | undefined;
  readonly hint?: string | undefined;
  readonly signedOn?: string | undefined;
  readonly reason?: string | undefined;
};

/** Every legal move; null is before there was any. A form that is told anew keeps its status or takes another. */
const MOVES: Readonly<Record<TaxFormStatus | "none", readonly TaxFormStatus[]>> = {
  none: ["requested", "received", "verified"],
  requested: ["requested", "received", "verified"],
  received: ["received", "verified", "rejected", "requested"],
  verified: ["verified", "received", "rejected", "requested", "expired"],
  rejected: ["rejected", "requested", "received", "verified"],
  expired: ["requested", "received", "verified"],
};

type Wrong = { readonly param: string; readonly message: string };
const wrong = (param: string, message: string): Result<never, Wrong> => fail({ param, message });

/**
 * What a form is after it was told of, or which field is wrong and why.
 *
 * A W-8 holds until the end of the third calendar year after the one it was signed in (Instructions for
 * Form W-8BEN); a W-9 and a VAT id hold until they are said not to.
 *
 * @param today the day it is
 */
export function changeTaxForm(
  kind: TaxFormKind,
  before: TaxForm | null,
  change: TaxFormChange,
  today: string,
): Result<TaxForm, Wrong> {
  const from = before?.status ?? "none";
  if (!MOVES[from].includes(change.status)) return wrong("status", `cannot follow ${from}`);
  if ((change.reason !== undefined) !== (change.status === "rejected")) {
    return wrong("reason", "must be given with rejected, and with nothing else");
  }
  const numbered = kind === "vat" ? readVat(before, change) : readHint(kind, before, change);
  if (!numbered.ok) return numbered;
  const signedOn = change.signedOn ?? before?.signedOn ?? null;
  if (signedOn !== null && signedOn > today) return wrong("signed_on", "must not be in the future");
  const expiresOn = signedOn === null ? null : expiryOf(kind, signedOn);
  if (change.status === "verified" && kind !== "vat" && signedOn === null) {
    return wrong("signed_on", "must be given of a form that is verified");
  }
  if (change.status === "verified" && expiresOn !== null && expiresOn < today) {
    return wrong("signed_on", `makes it expire on ${expiresOn}`);
  }
  const { status, reason = null } = change;
  return ok({ status, ...numbered.value, signedOn, expiresOn, reason });
}

type Numbered = Pick<TaxForm, "country" | "vatId" | "hint">;

function readVat(
  before: TaxForm | null,
  { status, vatId, hint, country }: TaxFormChange,
): Result<Numbered, Wrong> {
  if (hint !== undefined) return wrong("number_last4", "is not of this kind of form");
  if (country !== undefined) return wrong("country", "is told by vat_id");
  const given = vatId ?? before?.vatId ?? null;
  if (given === null) {
    if (status !== "requested") return wrong("vat_id", "must be given");
    return ok({ country: null, vatId: null, hint: null });
  }
  const read = readVatId(given);
  if (!read) return wrong("vat_id", "must be a VAT id with the prefix of its country, e.g. DE136695976");
  return ok({ country: read.country, vatId: read.text, hint: read.text.slice(-3) });
}

function readHint(kind: TaxFormKind, before: TaxForm | null, change: TaxFormChange): Result<Numbered, Wrong> {
  if (change.vatId !== undefined) return wrong("vat_id", "is not of this kind of form");
  const country = change.country ?? before?.country ?? (kind === "w9" ? "US" : null);
  if (country !== null && (country === "US") !== (kind === "w9")) {
    return wrong("country", kind === "w9" ? "must be US" : "must not be US");
  }
  return ok({ country, vatId: null, hint: change.hint ?? before?.hint ?? null });
}

/** The last day on which a form holds, or null for good. */
function expiryOf(kind: TaxFormKind, signedOn: string): string | null {
  if (kind === "w9" || kind === "vat") return null;
  return `${String(Number(signedOn.slice(0, 4)) + 3).padStart(4, "0")}-12-31`;
}

/** True if a form is there on a day: verified, and not expired. */
export function isThere(
  { status, expiresOn }: Pick<TaxForm, "status" | "expiresOn">,
  today: string,
): boolean {
  return status === "verified" && (expiresOn === null || expiresOn >= today);
}
