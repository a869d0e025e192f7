/**
 * Parses an address, or gives null. Not by `URL.canParse`: once it runs often, that of Node 20 takes an address with letters
 * of Latin-1 for none, which the runtime of Workers does not.
 */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
