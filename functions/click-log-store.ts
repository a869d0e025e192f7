import { clickManifest } from "../contracts/click-manifest.ts";
import type { LogObject, LogStore } from "../services/log/log-store.ts";

const CONTENT_TYPES = {
  raw: "application/gzip",
  part: "application/vnd.apache.parquet",
  message: "application/json",
  manifest: "application/json",
} as const;

/** R2 takes so many keys in one call. */
const KEYS_PER_DELETE = 1_000;

/** The click log in an R2 bucket. */
export function clickLogStore(bucket: R2Bucket): LogStore {
  return {
    list: async (prefix) => {
      const objects: LogObject[] = [];
      for await (const listed of pages(bucket, { prefix })) {
        for (const { key, size, uploaded } of listed.objects) {
          objects.push({ name: key.slice(prefix.length), size, uploadedAt: uploaded });
        }
      }
      return objects;
    },
    listFolders: async (prefix) => {
      const folders: string[] = [];
      for await (const { delimitedPrefixes } of pages(bucket, { prefix, delimiter: "/" })) {
        folders.push(...delimitedPrefixes.map((folder) => folder.slice(prefix.length)));
      }
      return folders;
    },
    get: async (key, range) => {
      const object = await bucket.get(key, range ? { range } : {});
      return object ? new Uint8Array(await object.arrayBuffer()) : null;
    },
    put: async (key, bytes, kind) => {
      await bucket.put(key, bytes, { httpMetadata: { contentType: CONTENT_TYPES[kind] } });
    },
    readManifest: async (key) => {
      const object = await bucket.get(key);
      return object ? { manifest: clickManifest.parse(await object.json()), etag: object.etag } : null;
    },
    writeManifest: async (key, manifest, etag) => {
      const written = await bucket.put(key, JSON.stringify(manifest), {
        onlyIf: etag === null ? { etagDoesNotMatch: "*" } : { etagMatches: etag },
        httpMetadata: { contentType: CONTENT_TYPES.manifest },
      });
      return written?.etag ?? null;
    },
    delete: async (keys) => {
      for (let start = 0; start < keys.length; start += KEYS_PER_DELETE) {
        await bucket.delete(keys.slice(start, start + KEYS_PER_DELETE));
      }
    },
  };
}

async function* pages(bucket: R2Bucket, options: R2ListOptions): AsyncGenerator<R2Objects> {
  let cursor: string | undefined;
  do {
    const listed = await bucket.list({ ...options, ...(cursor === undefined ? {} : { cursor }) });
    yield listed;
    cursor = listed.truncated ? listed.cursor : undefined;
  } while (cursor !== undefined);
}
