/**
 * Reads the whole body of an answer as UTF-8, if that has no more than so many bytes.
 *
 * @param whose who answered, for the error that a larger one throws
 */
export async function readAnswer(response: Response, bytesMax: number, whose: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  // Leaving the loop early cancels the rest of the body.
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > bytesMax) throw new Error(`${whose} answer is too large`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
