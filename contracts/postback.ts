import * as z from "zod/mini";
import { conversionOfOrder, orderFields } from "./reported-order.ts";
import { line } from "./text.ts";

/** `GET|POST /v1/postback`, by our names of its parameters; read as a conversion whose id is `txid`. */
export const postback = z.pipe(
  z.strictObject({ txid: line(255), ...orderFields }),
  z.transform(({ txid, ...order }, context) => conversionOfOrder(txid, order, context)),
);

/** The answer to a postback that was accepted; a repeat is answered with the same bytes. */
export type PostbackAccepted = {
  readonly id: string;
  readonly object: "conversion";
  readonly status: "accepted";
};
