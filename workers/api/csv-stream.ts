import { fileHeaders } from "./file-headers.ts";

/** One page of a file: its text, and where the next begins; null after the last. */
export type CsvPage<Cursor> = { readonly text: string; readonly next: Cursor | null };

/**
 * A file of any size as CSV, read page after page as the caller takes it. `load` opens a connection of its own each time,
 * since that of the call ends with the call.
 */
export function csvResponse<Cursor>(
  name: string,
  load: (after: Cursor | null) => Promise<CsvPage<Cursor>>,
): Response {
  let after: Cursor | null = null;
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { text, next } = await load(after);
      if (text !== "") controller.enqueue(new TextEncoder().encode(text));
      after = next;
      if (next === null) controller.close();
    },
  });
  return new Response(body, { headers: fileHeaders(`${name}.csv`) });
}
