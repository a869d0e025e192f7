import * as z from "zod/mini";
import { conversionOfOrder, orderFields, orderId } from "./reported-order.ts";

/** `GET|POST /v1/postback`, by our names of its parameters; read as a conversion whose id is `txid`. */
export const postback = z.pipe(
  z.strictObject({ txid: orderId, ...orderFields }),
  z.transform(({ txid, ...order }, context) => conversionOfOrder(txid, order, context)),
);

/** The answer to a postback that was accepted; a repeat is answered with the same bytes. */
export type PostbackAccepted = {
  readonly id: string;
  readonly object: "conversion";
  readonly status: "accepted";
};
