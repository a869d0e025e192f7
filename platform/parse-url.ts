/**
 * Parses an absolute address (WHATWG URL), or gives null. Not by way of `URL.canParse`: once that runs often, Node 20 takes
 * an address with letters of Latin-1 for none, which the runtime of Workers does not.
 */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
