import * as z from "zod/mini";
import { conversionOfOrder, orderFields, orderId } from "./reported-order.ts";
import { line } from "./text.ts";

/** Click ids of the browser beside the newest, as the snippet keeps them. */
const CLICK_IDS_MAX = 50;

const clickIds = z.pipe(
  line(2_048),
  z.transform((text) => text.split(",").filter((id) => id !== "")),
);

/** `GET /v1/pixel.gif` and `POST /v1/pixel`; read as a conversion whose id is `order`. Whether it is signed is judged apart. */
export const pixel = z.pipe(
  z.strictObject({
    order: orderId,
    ...orderFields,
    click_ids: z.optional(
      clickIds.check(
        z.refine((ids) => ids.length <= CLICK_IDS_MAX, `must not be more than ${CLICK_IDS_MAX}`),
        z.refine(
          (ids) => ids.every((id) => id.length <= 256),
          "must not hold an id of more than 256 letters",
        ),
      ),
    ),
  }),
  z.transform(({ order, click_ids, ...rest }, context) => ({
    ...conversionOfOrder(order, rest, context),
    ...(click_ids && click_ids.length > 0 ? { click_ids } : {}),
  })),
);

/** The fields that the merchant's signature covers; click ids are signed by us. In the order in which they are signed. */
export const PIXEL_SIGNED_FIELDS = [
  ...["amount", "amount_minor", "coupon_code", "currency", "customer_id", "event", "order"],
] as const;
