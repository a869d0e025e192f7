import type { ReportedConversion } from "../../core/settlement/conversion.ts";
import type { KeyId } from "../../core/shared/id.ts";
import type { conversions } from "../../db/schema/index.ts";

/** A conversion as it is stored. */
export type ConversionRow = typeof conversions.$inferSelect;

/** A conversion as the edge accepted it. Where the merchant gave no time, it occurred when it was received. */
export type AcceptedConversion = ReportedConversion & {
  readonly keyId: KeyId;
  /** SHA-256 of the canonical request, hex. */
  readonly fingerprint: string;
  readonly externalId: string;
};
