/** Cuts and cleans outside text (headers, query values): no control characters, no halves of surrogate pairs. */
export function cleanLine(text: string, max: number): string {
  const cut = text.length > max ? text.slice(0, max) : text;
  return SUSPICIOUS.test(cut) ? cut.replace(UNSTORABLE, "\ufffd") : cut;
}

/** Whatever may be unstorable, whole surrogate pairs among it: quick to compile and to search for. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is searched for.
const SUSPICIOUS = /[\u0000-\u001f\u007f-\u009f\ud800-\udfff]/;
const UNSTORABLE = /[\p{Cc}\p{Cs}]/gu;

/** Copies a text to keep it: one that was cut from a longer text holds all of that in memory. */
export const copyText = (text: string): string => JSON.parse(JSON.stringify(text)) as string;
