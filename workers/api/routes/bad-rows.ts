import * as z from "zod/mini";
import { line } from "../../../contracts/text.ts";
import { listBadRows } from "../../../services/reading/bad-rows.ts";
import { listBody, pageParams } from "../list.ts";
import { isRowNumber, pageRequestOf } from "../params.ts";
import { readQuery } from "../read-query.ts";
import { defineRoute } from "../route.ts";
import { showInstant } from "../views/money.ts";

const listQuery = z.strictObject({
  ...pageParams,
  stage: z.optional(line(64)),
  reason: z.optional(line(64)),
});

/** What could not be processed. */
export const badRowRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/bad-rows",
    permission: "bad_rows:read",
    summary: "Lists what could not be processed, as it came, with the reason, newest first.",
    handler: async ({ context, query: given }) => {
      const query = readQuery(given, listQuery);
      const filter = { stage: query.stage, reason: query.reason };
      const rows = await listBadRows(context, filter, pageRequestOf(query, isRowNumber));
      return Response.json(
        listBody(rows, ({ id, stage, reason, detail, payload, receivedAt }) => ({
          id: String(id),
          object: "bad_row",
          stage,
          reason,
          detail,
          payload,
          received_at: showInstant(receivedAt),
        })),
      );
    },
  }),
];
