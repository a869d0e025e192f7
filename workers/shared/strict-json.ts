/** A field that a body of JSON has more than once, or that no object keeps: its path, as problems name it. */
export type DoubtfulField = { readonly param: string; readonly why: "repeated" | "proto" };

/** Fields told of one body: whoever has more sent something else than they meant. */
const FIELDS_MAX = 10;
/** Characters of a path that are told: a key may be as long as the body. */
const PATH_CHARS_MAX = 256;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

type Frame = { readonly keys: Set<string> | null; key: string; index: number; isKeyNext: boolean };

/**
 * Finds the fields that parsing loses: of a key that is there twice the first value, and what is under `__proto__` where an
 * object is copied. `text` is JSON. One pass, however deep it is.
 */
export function doubtfulFields(text: string): readonly DoubtfulField[] {
  const found: DoubtfulField[] = [];
  const frames: Frame[] = [];
  for (let at = 0; at < text.length && found.length < FIELDS_MAX; at += 1) {
    const frame = frames.at(-1);
    switch (text[at]) {
      case "{":
        frames.push({ keys: new Set(), key: "", index: 0, isKeyNext: true });
        break;
      case "[":
        frames.push({ keys: null, key: "", index: 0, isKeyNext: false });
        break;
      case "}":
      case "]":
        frames.pop();
        break;
      case ",":
        if (frame) nextIn(frame);
        break;
      case '"': {
        const end = endOfText(text, at);
        if (frame?.keys && frame.isKeyNext) {
          const why = takeKey(frame, frame.keys, text.slice(at, end + 1));
          if (why) found.push({ param: pathOf(frames), why });
        }
        at = end;
      }
    }
  }
  return found;
}

function nextIn(frame: Frame): void {
  frame.index += 1;
  frame.isKeyNext = frame.keys !== null;
}

function takeKey(frame: Frame, keys: Set<string>, quoted: string): DoubtfulField["why"] | null {
  const key = quoted.includes("\\") ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
  frame.key = key;
  frame.isKeyNext = false;
  if (keys.has(key)) return "repeated";
  keys.add(key);
  return key === "__proto__" ? "proto" : null;
}

/** Where the text ends that begins at a quote. */
function endOfText(text: string, begin: number): number {
  let at = begin + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}

function pathOf(frames: readonly Frame[]): string {
  const whole = frames.reduce((path, { keys, key, index }) => {
    if (keys === null) return `${path}[${index}]`;
    return path === "" ? key : `${path}.${key}`;
  }, "");
  return whole.length <= PATH_CHARS_MAX ? whole : `${whole.slice(0, PATH_CHARS_MAX - 1)}…`;
}
