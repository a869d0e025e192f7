import * as z from "zod/mini";
import { listReconciliations, type ReconciliationView } from "../../../services/log/list-reconciliations.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { defineRoute } from "../route.ts";
import { showInstant } from "../views/money.ts";
import { count, instant, listOf, maybe, several, text, view } from "../views/schema.ts";

const listQuery = z.strictObject({
  ...pageParams,
  is_equal: z.optional(
    z.pipe(
      z.enum(["true", "false"]),
      z.transform((text) => text === "true"),
    ),
  ),
});

const reconciliationView = view("ClickReconciliation", {
  object: z.literal("click_reconciliation"),
  hour: instant,
  postgres_clicks: maybe(count),
  counted_clicks: maybe(count),
  parquet_clicks: maybe(count),
  manifest_clicks: maybe(count),
  is_equal: z.boolean(),
  difference: z.strictObject({
    only_in_postgres: z.optional(several(text)),
    only_in_parquet: z.optional(several(text)),
    refused: z.optional(several(text)),
    repeated_in_parquet: z.optional(several(text)),
    broken_parts: z.optional(several(text)),
    dropped_from_postgres: z.optional(z.literal(true)),
  }),
  checked_at: instant,
});

/** Whether the stores of clicks agree. */
export const clickLogRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/click-log/reconciliations",
    permission: "exports:read",
    summary: "Lists hours of clicks with their counts in each store and what differs, newest hour first.",
    query: listQuery,
    answers: { 200: listOf(reconciliationView) },
    handler: async ({ context, query }) => {
      const { is_equal: isEqual, ...paging } = query;
      const page = pageRequest(paging);
      return Response.json(
        listBody(await listReconciliations(context, { isEqual }, page), showReconciliation),
      );
    },
  }),
];

function showReconciliation(row: ReconciliationView): z.output<typeof reconciliationView> {
  return {
    object: "click_reconciliation",
    hour: showInstant(row.hour),
    postgres_clicks: row.postgresClicks,
    counted_clicks: row.countedClicks,
    parquet_clicks: row.parquetClicks,
    manifest_clicks: row.manifestClicks,
    is_equal: row.isEqual,
    difference: row.difference as z.output<typeof reconciliationView>["difference"],
    checked_at: showInstant(row.checkedAt),
  };
}
