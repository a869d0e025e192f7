/** Forms that say where an affiliate is taxed: three of the IRS, and a VAT id. */
export const TAX_FORM_KINDS = ["w9", "w8ben", "w8bene", "vat"] as const;
export type TaxFormKind = (typeof TAX_FORM_KINDS)[number];

export const TAX_FORM_STATUSES = ["requested", "received", "verified", "rejected", "expired"] as const;
export type TaxFormStatus = (typeof TAX_FORM_STATUSES)[number];
