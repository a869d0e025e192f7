/** The part of an R2 bucket that texts are kept with. */
type Bucket = {
  list(options: { readonly prefix: string; readonly cursor?: string }): Promise<{
    readonly objects: readonly { readonly key: string }[];
    readonly truncated: boolean;
    readonly cursor?: string;
  }>;
  get(key: string): Promise<{ text(): Promise<string> } | null>;
  put(
    key: string,
    text: string,
    options: {
      readonly onlyIf: { readonly etagDoesNotMatch: string };
      readonly httpMetadata: { readonly contentType: string };
    },
  ): Promise<object | null>;
};

/** JSON texts in a bucket, each written once. */
export function textObjects(bucket: Bucket) {
  return {
    /** Keys under a prefix, in their order. */
    list: async (prefix: string): Promise<readonly string[]> => {
      const keys: string[] = [];
      let cursor: string | undefined;
      do {
        const listed = await bucket.list({ prefix, ...(cursor === undefined ? {} : { cursor }) });
        keys.push(...listed.objects.map(({ key }) => key));
        cursor = listed.truncated ? listed.cursor : undefined;
      } while (cursor !== undefined);
      return keys;
    },
    get: async (key: string): Promise<string | null> => (await bucket.get(key))?.text() ?? null,
    /** Writes an object that is not there yet, and says whether it was written. */
    putOnce: async (key: string, text: string): Promise<boolean> => {
      const options = {
        onlyIf: { etagDoesNotMatch: "*" },
        httpMetadata: { contentType: "application/json" },
      };
      return (await bucket.put(key, text, options)) !== null;
    },
  };
}
