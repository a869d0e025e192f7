import { CLICK_ID_PARAMETER, type ParameterMap, POSTBACK_PARAMETERS, SUB_IDS } from "./parameters.ts";

/** A field of a parameter map and what is wrong with it. */
export type MapProblem = { readonly path: readonly (string | number)[]; readonly message: string };

/** Names that have a meaning on every link. */
const ON_LINKS: readonly string[] = ["to", "consent", "afsrc", ...SUB_IDS];
/** Names that have a meaning in every postback. */
const IN_POSTBACKS: readonly string[] = ["key", "amount_minor", ...POSTBACK_PARAMETERS];

/** True of a name whose meaning on links is ours: no other parameter may take it. */
export function isReservedOnLinks(name: string): boolean {
  return ON_LINKS.includes(name);
}

/** Where a map has the name of a program's click id for something else, or null: one name carries one thing in one place. */
export function clickIdClash(
  { sub_ids: subIds = {}, via = [] }: ParameterMap,
  clickIdParameter: string,
): { readonly field: string; readonly carries: "a label" | "a slug" } | null {
  if (Object.hasOwn(subIds, clickIdParameter)) {
    return { field: `sub_ids.${clickIdParameter}`, carries: "a label" };
  }
  const index = via.indexOf(clickIdParameter);
  return index < 0 ? null : { field: `via[${index}]`, carries: "a slug" };
}

/**
 * Lists what is wrong with a map whose names have the right form: one that has a meaning already, unless
 * it is mapped onto itself, and one that would carry two things in the same place.
 */
export function parameterMapProblems(map: ParameterMap): readonly MapProblem[] {
  const { sub_ids: subIds = {}, click_id: clickIds = [], via = [], postback = {} } = map;
  const reserved = (path: MapProblem["path"]): MapProblem => ({ path, message: "is a name of ours" });
  const problems: MapProblem[] = [];
  for (const [name, subId] of Object.entries(subIds)) {
    const isTaken = isReservedOnLinks(name) || name === CLICK_ID_PARAMETER;
    if (isTaken && name !== subId) problems.push(reserved(["sub_ids", name]));
    if (clickIds.includes(name)) {
      problems.push({ path: ["sub_ids", name], message: "would carry a label and the click id" });
    }
  }
  clickIds.forEach((name, index) => {
    if (isReservedOnLinks(name)) problems.push(reserved(["click_id", index]));
    if (via.includes(name)) {
      problems.push({ path: ["click_id", index], message: "would carry the click id and a slug" });
    }
  });
  via.forEach((name, index) => {
    if (isReservedOnLinks(name) || name === CLICK_ID_PARAMETER) problems.push(reserved(["via", index]));
  });
  for (const [name, parameter] of Object.entries(postback)) {
    const isOurs = IN_POSTBACKS.includes(name) && name !== parameter;
    const isClickId = name === CLICK_ID_PARAMETER && parameter !== "click_id";
    if (isOurs || isClickId) problems.push(reserved(["postback", name]));
  }
  return problems;
}
