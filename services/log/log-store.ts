import type { Manifest } from "./manifest.ts";

/** An object under a prefix. */
export type LogObject = {
  /** What its key has after the prefix. */
  readonly name: string;
  readonly size: number;
  readonly uploadedAt: Date;
};

/** A manifest, and the mark of the very object it was read from. */
export type StoredManifest = { readonly manifest: Manifest; readonly etag: string };

/** What holds the click log; R2 is one. */
export interface LogStore {
  /** Every object under a prefix, in the order of their names. */
  list(prefix: string): Promise<readonly LogObject[]>;
  /** The folders right below a prefix: what their names have after it, with the slash. */
  listFolders(prefix: string): Promise<readonly string[]>;
  /** The bytes of an object, or a range of them; null if there is none. */
  get(key: string, range?: { readonly offset: number; readonly length: number }): Promise<Uint8Array | null>;
  put(key: string, bytes: Uint8Array, kind: "raw" | "part" | "message"): Promise<void>;
  readManifest(key: string): Promise<StoredManifest | null>;
  /**
   * Writes a manifest if what is there still has this mark, or if nothing is there and it is null.
   *
   * @returns the mark of what was written, or null if another was there
   */
  writeManifest(key: string, manifest: Manifest, etag: string | null): Promise<string | null>;
  delete(keys: readonly string[]): Promise<void>;
}
