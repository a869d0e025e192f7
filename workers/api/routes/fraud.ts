import * as z from "zod/mini";
import { listHeldCommissions } from "../../../services/reading/held-commissions.ts";
import { listBody, pageParams, pageRequest } from "../list.ts";
import { defineRoute } from "../route.ts";
import { commissionView, showCommission } from "../views/commission.ts";
import { fraudView, showFraud } from "../views/explanation.ts";
import { listOf, view } from "../views/schema.ts";

const listQuery = z.strictObject(pageParams);

const heldCommission = view("HeldCommission", { ...commissionView.shape, fraud: fraudView });

/** What waits for a fraud review. */
export const fraudRoutes = [
  defineRoute({
    method: "GET",
    path: "/v1/fraud/held",
    permission: "commissions:review",
    summary: "Lists held commissions with the fraud score and evidence that hold them, newest first.",
    query: listQuery,
    answers: { 200: listOf(heldCommission) },
    handler: async ({ context, query }) => {
      const page = pageRequest(query);
      const held = await listHeldCommissions(context, page);
      return Response.json(
        listBody(held, ({ commission, fraud }) => ({
          ...showCommission(commission),
          fraud: showFraud(fraud),
        })),
      );
    },
  }),
];
