import * as z from "zod/mini";
import { CHANGE_KINDS } from "../core/commission/refund.ts";
import { line, minorUnits, timestamp } from "./text.ts";

const ITEMS_MAX = 200;
const QUANTITY_MAX = 1_000_000;

const item = (amountMinor: typeof minorUnits | z.ZodMiniString) =>
  z
    .strictObject({
      sku: line(255),
      quantity: z.optional(z.int().check(z.minimum(1), z.maximum(QUANTITY_MAX))),
      amount_minor: z.optional(amountMinor),
    })
    .check(
      z.refine(
        ({ quantity, amount_minor }) => (quantity === undefined) !== (amount_minor === undefined),
        "must have either a quantity or an amount_minor",
      ),
    );

/** Of which items, and how much of each. */
export const changedItems = z.array(item(minorUnits)).check(z.minLength(1), z.maxLength(ITEMS_MAX));

const parts = {
  external_id: line(255),
  amount_minor: z.optional(minorUnits),
  items: z.optional(changedItems),
  reason: z.optional(line(255)),
  occurred_at: z.optional(timestamp),
};

const eitherSumOrItems = z.refine<{ amount_minor?: string | undefined; items?: unknown }>(
  ({ amount_minor, items }) => amount_minor === undefined || items === undefined,
  { path: ["items"], error: "must not be given beside amount_minor" },
);

/** The body of `POST /v1/conversions/{id}/refunds`. */
export const refundRequest = z.strictObject(parts).check(eitherSumOrItems);

/** The body of `POST /v1/conversions/{id}/changes`. */
export const changeRequest = z
  .strictObject({
    ...parts,
    kind: z.enum(CHANGE_KINDS),
    /** Of a chargeback that was won: the merchant's id of the chargeback. */
    chargeback_external_id: z.optional(line(255)),
  })
  .check(
    eitherSumOrItems,
    z.refine(({ kind, items }) => items === undefined || kind === "refund", {
      path: ["items"],
      error: "are of refunds alone",
    }),
    z.refine(({ kind, amount_minor }) => amount_minor === undefined || kind !== "cancel", {
      path: ["amount_minor"],
      error: "is not of a cancellation, which is of the whole sale",
    }),
    z.refine(
      ({ kind, chargeback_external_id }) =>
        (kind === "chargeback_won") === (chargeback_external_id !== undefined),
      {
        path: ["chargeback_external_id"],
        error: "is required of a chargeback_won, and of nothing else",
      },
    ),
  );
export type ChangeRequest = z.infer<typeof changeRequest>;

const storedMinor = z.string().check(z.regex(/^(0|[1-9]\d{0,14})$/));

/** A change the intake accepted, version 1: a message of the conversions queue, and its stored copy. */
export const changeMessage = z.strictObject({
  v: z.literal(1),
  type: z.literal("change"),
  id: line(64),
  conversion_id: line(64),
  workspace_id: line(64),
  key_id: line(64),
  /** SHA-256 of the canonical request, hex. */
  fingerprint: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  received_at_ms: z.int().check(z.nonnegative()),
  request_id: line(64),
  request: z.strictObject({
    ...parts,
    kind: z.enum(CHANGE_KINDS),
    chargeback_external_id: z.optional(line(255)),
    amount_minor: z.optional(storedMinor),
    items: z.optional(z.array(item(storedMinor))),
    /** Milliseconds since 1970; absent where the merchant gave none. */
    occurred_at: z.optional(z.int()),
  }),
});
export type ChangeMessage = z.infer<typeof changeMessage>;

/** True of what says it is a change, among the messages of the conversions queue. */
export function isChange(body: unknown): boolean {
  return typeof body === "object" && body !== null && "type" in body && body.type === "change";
}

/** The answer to an accepted change; a repeat is answered with the same bytes. */
export type ChangeAccepted = {
  readonly id: string;
  readonly object: "change";
  readonly status: "accepted";
  readonly conversion_id: string;
  readonly external_id: string;
};
