import * as z from "zod/mini";
import { putTaxFormRequest } from "../../../contracts/api/documents.ts";
import { isThere, TAX_FORM_KINDS, type TaxFormKind } from "../../../core/documents/tax-form.ts";
import { dayText } from "../../../core/shared/calendar.ts";
import { listTaxForms, putTaxForm, type TaxFormRow } from "../../../services/tax-forms/tax-forms.ts";
import { unwrap } from "../answer.ts";
import { listBody } from "../list.ts";
import { idParam, noQuery, orNotFound, pathIds } from "../params.ts";
import { type Call, defineRoute } from "../route.ts";
import { day, idOf, instant, listOf, maybe, text, view } from "../views/schema.ts";

const taxFormPath = z.object({ id: idParam("aff"), kind: z.enum(TAX_FORM_KINDS) });

/** A form as it is shown: never more of its number than the end. */
export const taxFormView = view("TaxForm", {
  id: text,
  object: z.literal("tax_form"),
  affiliate_id: idOf("aff"),
  kind: z.enum(TAX_FORM_KINDS),
  status: text,
  is_there: z.boolean(),
  country: maybe(text),
  number_ends_in: maybe(text),
  signed_on: maybe(day),
  expires_on: maybe(day),
  reason: maybe(text),
  updated_at: instant,
});

/** Where affiliates stand with their tax forms. */
export const taxFormRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id/tax-forms",
    permission: "tax_forms:read",
    summary: "Shows where an affiliate stands with its tax forms.",
    params: pathIds({ id: "aff" }),
    query: noQuery,
    answers: { 200: listOf(taxFormView) },
    handler: async ({ context, params }) => {
      const rows = orNotFound(await listTaxForms(context, params.id));
      return Response.json(listBody({ rows, nextAfter: null }, (row) => showTaxForm(row, context.now)));
    },
  }),
  defineRoute({
    method: "PUT",
    path: "/v1/affiliates/:id/tax-forms/:kind",
    permission: "tax_forms:write",
    summary: "Tells where an affiliate stands with a tax form.",
    params: taxFormPath,
    body: putTaxFormRequest,
    answers: { 200: taxFormView },
    handler: put,
  }),
];

async function put({
  context,
  params,
  body,
}: Call<z.output<typeof putTaxFormRequest>, unknown, z.output<typeof taxFormPath>>): Promise<Response> {
  const { id: affiliateId, kind } = params;
  const { vat_id, number_last4, signed_on, ...told } = body;
  const change = { ...told, vatId: vat_id, hint: number_last4, signedOn: signed_on };
  return Response.json(
    showTaxForm(unwrap(await putTaxForm(context, { affiliateId, kind }, change)), context.now),
  );
}

/** A form as the API and the portal show it: never more of its number than the end. */
export function showTaxForm(row: TaxFormRow, now: Date): z.output<typeof taxFormView> {
  const { id, affiliateId, status, country, hint, signedOn, expiresOn, reason, createdAt } = row;
  const kind: TaxFormKind = row.kind;
  return {
    ...{ id, object: "tax_form", affiliate_id: affiliateId, kind, status },
    is_there: isThere(row, dayText(now.getTime())),
    ...{ country, number_ends_in: hint, signed_on: signedOn, expires_on: expiresOn, reason },
    updated_at: createdAt.toISOString(),
  };
}
