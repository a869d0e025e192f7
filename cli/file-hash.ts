import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

/** SHA-256 of a file, in lowercase hexadecimal. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

/** SHA-256 of what a gzip file holds; null if it is no whole gzip file. */
export async function sha256OfGunzipped(path: string): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path), createGunzip(), hash);
    return hash.digest("hex");
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("Z_")) return null;
    throw error;
  }
}
