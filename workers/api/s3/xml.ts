/** Text, children by name, or several elements of one name. */
export type Xml = string | number | boolean | readonly Xml[] | { readonly [name: string]: Xml | undefined };

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

/** Writes a document as S3 does; an error has no namespace, everything else has. What is undefined is left out. */
export function xmlDocument(root: string, content: Xml): string {
  const attributes = root === "Error" ? "" : ` xmlns="${NAMESPACE}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attributes}>${write(content)}</${root}>`;
}

function write(content: Xml): string {
  if (typeof content !== "object") return escaped(String(content));
  if (isList(content)) return content.map(write).join("");
  return Object.entries(content)
    .flatMap(([name, value]) =>
      isList(value) ? value.map((each) => element(name, each)) : element(name, value),
    )
    .join("");
}

function element(name: string, value: Xml | undefined): string {
  return value === undefined ? "" : `<${name}>${write(value)}</${name}>`;
}

const isList = (value: Xml | undefined): value is readonly Xml[] => Array.isArray(value);

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** XML 1.0 has no way to write most control characters, halves of surrogate pairs, U+FFFE and U+FFFF. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
    .replace(/\r/g, "&#13;");
}
