import { createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { EXIT, Failure, hasCode } from "./failure.ts";
import { Retryable, reasonOf, send, withRetries } from "./retry.ts";
import type { Terminal } from "./terminal.ts";

/** How long an answer may stand still. */
const IDLE_MS = 30_000;
/** Trials after which an object whose bytes are not those it should have is given up. */
const DAMAGED_MAX = 2;

const DISK_ERRORS = ["ENOSPC", "EACCES", "EROFS", "EDQUOT", "EIO", "ENOENT", "EISDIR"];

/** A file as it should be. */
export type WantedFile = {
  readonly path: string;
  readonly sizeBytes: number;
  /** True of a file that holds the bytes wanted. */
  readonly isRight: (path: string) => Promise<boolean>;
  /** Where it can be read; asked anew when the address of before works no more. */
  readonly address: (isAnew: boolean) => Promise<string>;
};

/** What became of a file. */
export type Downloaded = "taken" | "there already" | "repaired";

/**
 * Brings a file to the disk, whole and verified, or throws `Failure`.
 *
 * What is there and right is left alone. Else the bytes go to `….partial`, which a later run goes on with,
 * and only what was verified gets the name: whoever finds a file under its name can rely on it.
 *
 * @param onBytes hears how many bytes more are there; fewer than none when some turned out to be worthless
 */
export async function download(
  file: WantedFile,
  terminal: Pick<Terminal, "sleep">,
  onBytes: (count: number) => void,
): Promise<Downloaded> {
  const before = await sizeOf(file.path);
  if (before === file.sizeBytes && (await file.isRight(file.path))) {
    onBytes(file.sizeBytes);
    return "there already";
  }
  await mkdir(dirname(file.path), { recursive: true });
  const partial = `${file.path}.partial`;
  for (let damaged = 1; ; damaged += 1) {
    await fill(partial, file, terminal, onBytes);
    if (await file.isRight(partial)) break;
    await rm(partial);
    onBytes(-file.sizeBytes);
    if (damaged === DAMAGED_MAX)
      throw new Failure(EXIT.damaged, `${file.path} arrives damaged; none of it was kept`);
  }
  await rename(partial, file.path);
  return before === null ? "taken" : "repaired";
}

/** Goes on with a partial file until it has its size, however often it is cut off on the way. */
async function fill(
  partial: string,
  file: WantedFile,
  terminal: Pick<Terminal, "sleep">,
  onBytes: (count: number) => void,
): Promise<void> {
  let counted = 0;
  let isAnew = false;
  let furthest = 0;
  let hasProgressed = false;
  const count = (bytes: number): void => {
    counted += bytes;
    onBytes(bytes);
  };
  await withRetries(
    terminal,
    async () => {
      hasProgressed = false;
      const have = (await sizeOf(partial)) ?? 0;
      const from = have > file.sizeBytes ? 0 : have;
      count(from - counted);
      furthest = Math.max(furthest, from);
      if (from === file.sizeBytes) return;
      const stall = new AbortController();
      const answer = await open(await file.address(isAnew), { from, stall });
      isAnew = answer === null;
      if (answer === null) throw new Retryable("the address works no more", 0);
      const start = answer.status === 206 ? from : 0;
      count(start - from);
      await write(answer, partial, { start, sizeBytes: file.sizeBytes, stall }, (bytes) => {
        count(bytes);
        // Not by sending the same bytes again and again.
        hasProgressed = counted > furthest;
        furthest = Math.max(furthest, counted);
      });
    },
    () => hasProgressed,
  );
}

/** Asks for the bytes from `from` on; null if the address has expired, or what it names is gone. */
async function open(
  address: string,
  { from, stall }: { readonly from: number; readonly stall: AbortController },
): Promise<Response | null> {
  const headers: HeadersInit = from > 0 ? { range: `bytes=${from}-` } : {};
  const timer = setTimeout(() => stall.abort(new Error("no answer")), IDLE_MS);
  const answer = await send(address, { headers, signal: stall.signal }).finally(() => clearTimeout(timer));
  if (
    answer.ok &&
    (answer.status === 200 || answer.headers.get("content-range")?.startsWith(`bytes ${from}-`))
  ) {
    return answer;
  }
  await answer.body?.cancel();
  if (answer.status === 403 || answer.status === 404) return null;
  throw new Failure(
    EXIT.failed,
    `${new URL(address).origin} answered ${answer.status} for a part of an object`,
  );
}

/** Writes what arrives after the first `start` bytes. Throws `Retryable` where it ends too soon or too late. */
async function write(
  answer: Response,
  path: string,
  {
    start,
    sizeBytes,
    stall,
  }: { readonly start: number; readonly sizeBytes: number; readonly stall: AbortController },
  onBytes: (count: number) => void,
): Promise<void> {
  let size = start;
  let timer: NodeJS.Timeout | undefined;
  const watch = new Transform({
    transform(chunk: Buffer, _, done) {
      clearTimeout(timer);
      timer = setTimeout(() => stall.abort(new Error("nothing came any more")), IDLE_MS);
      size += chunk.length;
      onBytes(chunk.length);
      done(
        size > sizeBytes ? new Failure(EXIT.damaged, `${path}: more comes than there should be`) : null,
        chunk,
      );
    },
  });
  const body = Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]);
  try {
    await pipeline(body, watch, createWriteStream(path, { flags: start === 0 ? "w" : "r+", start }));
  } catch (error) {
    if (error instanceof Failure || DISK_ERRORS.some((code) => hasCode(error, code))) throw error;
    throw new Retryable(`${path} was cut off (${reasonOf(error)})`);
  } finally {
    clearTimeout(timer);
  }
  if (size < sizeBytes) throw new Retryable(`${path} was cut off`);
}

/** Bytes of a file, or null if there is none. */
async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}
