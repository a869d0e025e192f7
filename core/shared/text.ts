/** Cuts and cleans outside text (headers, query values): no control characters, no halves of surrogate pairs. */
export function cleanLine(text: string, max: number): string {
  return text.slice(0, max).replace(UNSTORABLE, "\ufffd");
}

const UNSTORABLE = /[\p{Cc}\p{Cs}]/gu;
