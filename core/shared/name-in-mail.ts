const NAME_CHARS_MAX = 60;

/**
 * A name that somebody else chose, as a mail of ours tells it: quoted, on one line, not long, and with nothing in it that a
 * mail program makes a link of. It is to be read as a name, and not as what we say.
 */
export function nameInMail(name: string): string {
  const line = name
    .replaceAll(/[\p{Cf}\p{Cs}"“”„]/gu, "")
    .replaceAll(/:?\/{2,}/g, " ")
    // A host or a scheme that is parted by a space leads nowhere; these are all that are read as dots in a host.
    .replaceAll(/([.。．｡․:@])(?=[^\s])/g, "$1 ")
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim();
  const chars = [...line];
  const cut = chars.length > NAME_CHARS_MAX ? `${chars.slice(0, NAME_CHARS_MAX - 1).join("")}…` : line;
  return `“${cut}”`;
}
