import type { FileStore } from "../services/payouts/file-store.ts";

/** Keeps payout files in R2. A file is written once and never replaced. */
export function fileStore(bucket: R2Bucket): FileStore {
  return {
    has: async (name) => (await bucket.head(name)) !== null,
    putOnce: async (name, text, contentType) => {
      await bucket.put(name, text, {
        onlyIf: new Headers({ "If-None-Match": "*" }),
        httpMetadata: { contentType },
      });
    },
  };
}
