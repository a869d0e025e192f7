import { destinationProblem, type ParsedUrl } from "./destination.ts";
import { type AddressParts, compileDestination, MACROS } from "./location.ts";
import { CLICK_ID_PARAMETER } from "./parameters.ts";

/** Parses an absolute address; null if it is none. */
export type ParseDestination = (text: string) => (AddressParts & ParsedUrl) | null;

const IN_BRACES = /\{([^{}]*)\}/g;

/**
 * Says what is wrong with the text of a destination, or null. It may hold macros after its host; what
 * else is in braces is a slip, and would reach the shop as it stands.
 */
export function destinationTextProblem(
  text: string,
  { linkHost, parse }: { readonly linkHost: string; readonly parse: ParseDestination },
): string | null {
  const unknown = [...text.matchAll(IN_BRACES)].find(([, name = ""]) => !MACROS.includes(name));
  if (unknown) return `holds ${unknown[0]}, which is no macro; there are {${MACROS.join("} {")}}`;
  const url = parse(text.replace(IN_BRACES, "x"));
  if (!url) return "must be an absolute URL";
  const problem = destinationProblem(url, linkHost);
  if (problem !== null) return problem;
  // Only a macro that changes where the address leads is left to refuse.
  const isWhole = compileDestination(text, { clickIdParameters: [CLICK_ID_PARAMETER], parse }) !== null;
  return isWhole ? null : "may hold macros after its host only";
}
