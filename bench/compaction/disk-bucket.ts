import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** As many as R2 gives at a time. */
const OBJECTS_PER_LIST = 1_000;

/** R2 as the bench has it: a folder, so that what the bucket holds takes no memory of the process measured. */
export function diskBucket(root: string): R2Bucket {
  const bucket = {
    list: async ({ prefix = "", cursor }: R2ListOptions) => {
      const folder = join(root, prefix);
      const names = existsSync(folder) ? readdirSync(folder).sort() : [];
      const start = Number(cursor ?? 0);
      const objects = names.slice(start, start + OBJECTS_PER_LIST).map((name) => {
        const { size, mtime } = statSync(join(folder, name));
        return { key: `${prefix}${name}`, size, uploaded: mtime };
      });
      const truncated = start + OBJECTS_PER_LIST < names.length;
      const next = { cursor: String(start + OBJECTS_PER_LIST) };
      return { objects, delimitedPrefixes: [], truncated, ...(truncated ? next : {}) };
    },
    get: async (key: string, { range }: { range?: { offset: number; length: number } } = {}) => {
      const path = join(root, key);
      if (!existsSync(path)) return null;
      const file = openSync(path, "r");
      const { offset, length } = range ?? { offset: 0, length: fstatSync(file).size };
      const bytes = new Uint8Array(length);
      readSync(file, bytes, 0, length, offset);
      closeSync(file);
      const json = async () => JSON.parse(new TextDecoder().decode(bytes));
      return { etag: etagOf(key, bytes), arrayBuffer: async () => bytes.buffer, json };
    },
    put: async (key: string, value: Uint8Array | string, { onlyIf }: { onlyIf?: R2Conditional } = {}) => {
      const path = join(root, key);
      const there = onlyIf && existsSync(path) ? etagOf(key, readFileSync(path)) : null;
      if (onlyIf?.etagDoesNotMatch === "*" && there !== null) return null;
      if (onlyIf?.etagMatches !== undefined && onlyIf.etagMatches !== there) return null;
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, value);
      return { etag: etagOf(key, value) };
    },
    delete: async (keys: readonly string[]) => {
      for (const key of keys) rmSync(join(root, key), { force: true });
    },
  };
  return bucket as unknown as R2Bucket;
}

/** Only manifests are written on a condition; to digest the rest would be work that R2 does elsewhere. */
function etagOf(key: string, bytes: Uint8Array | string): string {
  return key.endsWith(".json") ? createHash("md5").update(bytes).digest("hex") : "";
}
