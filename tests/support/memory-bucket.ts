import { createHash } from "node:crypto";

type Stored = { readonly bytes: Uint8Array; readonly etag: string; readonly uploaded: Date };

/** What a call is about to do, or has just done. */
export type BucketCall = {
  readonly number: number;
  readonly method: "list" | "get" | "put" | "delete";
  readonly when: "before" | "after";
};

/**
 * R2 as tests have it: objects in memory, conditional puts, lists in pages of `pageSize`, and a hook at
 * each call, before and after its effect, that may throw or wait.
 */
export class MemoryBucket {
  readonly objects = new Map<string, Stored>();
  pageSize = 3;
  /** Called around each call; what it throws is what the call throws. */
  hook: (call: BucketCall) => void | Promise<void> = () => undefined;
  /** How many calls there were. */
  calls = 0;
  /** When the next object is uploaded; it goes on by a second with each. */
  clockMs = Date.UTC(2026, 10, 20);

  /** The bucket as the binding of a Worker. */
  binding(): R2Bucket {
    return this as unknown as R2Bucket;
  }

  /** The keys under a prefix, in order. */
  keys(prefix = ""): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  /** The bytes of an object that must be there. */
  bytes(key: string): Uint8Array {
    const stored = this.objects.get(key);
    if (!stored) throw new Error(`no object ${key}`);
    return stored.bytes;
  }

  /** Puts an object past the hook. */
  set(key: string, bytes: Uint8Array): void {
    this.#store(key, bytes);
  }

  /** As R2's `list`. */
  list({ prefix = "", cursor, delimiter }: R2ListOptions = {}): Promise<unknown> {
    return this.#around("list", () => {
      const keys = this.keys(prefix);
      const folderOf = (key: string): string | null => {
        const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
        return end < 0 ? null : key.slice(0, end + 1);
      };
      const entries = [...new Set(keys.map((key) => folderOf(key) ?? key))];
      const rest = entries.filter((entry) => cursor === undefined || entry > cursor);
      const page = rest.slice(0, this.pageSize);
      const isTruncated = rest.length > page.length;
      return {
        objects: page.flatMap((key) => {
          const stored = this.objects.get(key);
          return stored ? [{ key, size: stored.bytes.length, uploaded: stored.uploaded }] : [];
        }),
        delimitedPrefixes: page.filter((entry) => !this.objects.has(entry)),
        truncated: isTruncated,
        ...(isTruncated ? { cursor: page.at(-1) } : {}),
      };
    });
  }

  /** As R2's `get`. */
  get(key: string, options: { readonly range?: { offset: number; length: number } } = {}): Promise<unknown> {
    return this.#around("get", () => {
      const stored = this.objects.get(key);
      if (!stored) return null;
      const { offset, length } = options.range ?? { offset: 0, length: stored.bytes.length };
      const bytes = stored.bytes.slice(offset, offset + length);
      return {
        etag: stored.etag,
        arrayBuffer: async () => bytes.buffer,
        text: async () => new TextDecoder().decode(bytes),
        json: async () => JSON.parse(new TextDecoder().decode(bytes)),
      };
    });
  }

  /** As R2's `put`, `onlyIf` included. */
  put(
    key: string,
    value: Uint8Array | string,
    { onlyIf }: { onlyIf?: R2Conditional } = {},
  ): Promise<unknown> {
    return this.#around("put", () => {
      const etag = this.objects.get(key)?.etag;
      if (onlyIf?.etagDoesNotMatch === "*" && etag !== undefined) return null;
      if (onlyIf?.etagMatches !== undefined && onlyIf.etagMatches !== etag) return null;
      return { etag: this.#store(key, typeof value === "string" ? new TextEncoder().encode(value) : value) };
    });
  }

  /** As R2's `delete`. */
  delete(keys: string | readonly string[]): Promise<unknown> {
    return this.#around("delete", () => {
      for (const key of [keys].flat()) this.objects.delete(key);
    });
  }

  /** R2's marks follow from the content: the same bytes have the same. */
  #store(key: string, bytes: Uint8Array): string {
    const etag = createHash("md5").update(bytes).digest("hex");
    this.clockMs += 1_000;
    this.objects.set(key, { bytes: bytes.slice(), etag, uploaded: new Date(this.clockMs) });
    return etag;
  }

  async #around<T>(method: BucketCall["method"], effect: () => T): Promise<T> {
    this.calls += 1;
    const number = this.calls;
    await this.hook({ number, method, when: "before" });
    const answer = effect();
    await this.hook({ number, method, when: "after" });
    return answer;
  }
}
