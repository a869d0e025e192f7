import * as z from "zod/mini";
import { putTaxFormRequest } from "../../../contracts/api/documents.ts";
import { isThere, TAX_FORM_KINDS, type TaxFormKind } from "../../../core/documents/tax-form.ts";
import { dayText } from "../../../core/shared/calendar.ts";
import { listTaxForms, putTaxForm, type TaxFormRow } from "../../../services/tax-forms/tax-forms.ts";
import { readJson } from "../../shared/read-json.ts";
import { unwrap } from "../answer.ts";
import { listBody } from "../list.ts";
import { notFound, orNotFound, pathId } from "../params.ts";
import { readQuery } from "../read-query.ts";
import { type Call, defineRoute } from "../route.ts";

/** Where affiliates stand with their tax forms. */
export const taxFormRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/affiliates/:id/tax-forms",
    permission: "tax_forms:read",
    summary: "Shows where an affiliate stands with its tax forms.",
    handler: async ({ context, params, query }) => {
      readQuery(query, z.strictObject({}));
      const rows = orNotFound(await listTaxForms(context, pathId("aff", params.id)));
      return Response.json(listBody({ rows, nextAfter: null }, (row) => showTaxForm(row, context.now)));
    },
  }),
  defineRoute({
    method: "PUT",
    path: "/v1/affiliates/:id/tax-forms/:kind",
    permission: "tax_forms:write",
    summary: "Tells where an affiliate stands with a tax form.",
    handler: put,
  }),
];

async function put({ context, params, request }: Call): Promise<Response> {
  const affiliateId = pathId("aff", params.id);
  const kind = TAX_FORM_KINDS.find((each) => each === params.kind);
  if (kind === undefined) throw notFound();
  const { vat_id, number_last4, signed_on, ...told } = await readJson(request, putTaxFormRequest);
  const change = { ...told, vatId: vat_id, hint: number_last4, signedOn: signed_on };
  return Response.json(
    showTaxForm(unwrap(await putTaxForm(context, { affiliateId, kind }, change)), context.now),
  );
}

/** A form as the API and the portal show it: never more of its number than the end. */
export function showTaxForm(row: TaxFormRow, now: Date): object {
  const { id, affiliateId, status, country, hint, signedOn, expiresOn, reason, createdAt } = row;
  const kind: TaxFormKind = row.kind;
  return {
    ...{ id, object: "tax_form", affiliate_id: affiliateId, kind, status },
    is_there: isThere(row, dayText(now.getTime())),
    ...{ country, number_ends_in: hint, signed_on: signedOn, expires_on: expiresOn, reason },
    updated_at: createdAt.toISOString(),
  };
}
