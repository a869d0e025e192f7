import type { FileStore } from "../services/payouts/csv-provider.ts";

/** Keeps payout files in R2. A file is written once and never replaced. */
export function fileStore(bucket: R2Bucket): FileStore {
  return {
    has: async (name) => (await bucket.head(name)) !== null,
    putOnce: async (name, text) => {
      await bucket.put(name, text, {
        onlyIf: new Headers({ "If-None-Match": "*" }),
        httpMetadata: { contentType: "text/csv; charset=utf-8" },
      });
    },
  };
}
