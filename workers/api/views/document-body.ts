import * as z from "zod/mini";
import { count, currency, day, idOf, maybe, minor, oneOf, several, text, view } from "./schema.ts";

const partyFields = { country: maybe(text), company_number: maybe(text), vat_id: maybe(text) };
const party = view("DocumentParty", { name: text, address: several(text), ...partyFields });
/** All of it is null for who may not see what tells of customers, as all are hidden that are called so. */
const customer = view("DocumentCustomer", {
  ...{ name: maybe(text), address: maybe(several(text)), ...partyFields },
});
const line = z.strictObject({
  ...{ kind: oneOf("commission", "adjustment"), id: maybe(text), program: text, count },
  ...{ from: day, to: day, amount_minor: minor },
});
const source = z.strictObject({
  ...{ currency, total_minor: minor, converted_minor: minor, lines: several(line) },
  rates: several(z.strictObject({ currency, per_euro: text, day })),
});
const fields = {
  ...{ version: z.literal(1), number: text, issued_on: day, title: text, is_test: z.boolean() },
  ...{ time_zone: text, tax_point: day },
  payout: z.strictObject({
    ...{ id: idOf("pay"), batch_id: idOf("bat"), reference: maybe(text), paid_on: day },
    returned_on: maybe(day),
  }),
  ...{ currency, sources: several(source), total_minor: minor, notes: several(text) },
};
const corrected = z.strictObject({ number: text, issued_on: day });
const statement = { ...fields, payee: party, payer: party, vat: z.null(), self_billing_terms: z.null() };
const invoice = {
  ...{ ...fields, supplier: party, customer, self_billing_terms: text },
  vat: z.strictObject({
    treatment: oneOf("reverse_charge", "domestic", "outside_scope", "not_registered"),
    ...{ rate_bps: count, net_minor: minor, vat_minor: minor },
  }),
};

/** All that a document says, as it is kept; one that takes another back names it and has its amounts the other way. */
export const documentBodyView = z.discriminatedUnion("object", [
  view("PayoutStatement", { object: z.literal("statement"), corrects: z.null(), ...statement }),
  view("PayoutStatementReturn", { object: z.literal("statement_return"), corrects: corrected, ...statement }),
  view("SelfBillingInvoice", { object: z.literal("invoice"), corrects: z.null(), ...invoice }),
  view("SelfBillingCreditNote", { object: z.literal("credit_note"), corrects: corrected, ...invoice }),
]);
