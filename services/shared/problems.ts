/** A row that the input names is not there, or not in this workspace. `param` is the field that names it. */
export type NotFound = { readonly code: "not_found"; readonly param: string | null };
/** Another row has this value already, or was written at the same moment. */
export type Taken = { readonly code: "taken"; readonly param: string };
/** The value is right in itself, and what stands does not allow it. */
export type Conflict = { readonly code: "conflict"; readonly param: string; readonly message: string };
/** A value that no rule of form catches. */
export type Invalid = { readonly code: "invalid"; readonly param: string; readonly message: string };
/** As `Invalid`, of several fields: all that is wrong, in the order of the fields. */
export type InvalidFields = {
  readonly code: "invalid_fields";
  readonly fields: readonly { readonly param: string; readonly message: string }[];
};
/** The caller may not give what it does not have. */
export type Forbidden = { readonly code: "forbidden"; readonly message: string };
/** A version of a policy or a plan that would break cases in force: each by its id, and what it gives instead. */
export type CasesBroken = {
  readonly code: "cases_broken";
  readonly cases: readonly { readonly id: string; readonly message: string }[];
};
/** The row is not the version that the caller saw; it is this one now. */
export type Stale = { readonly code: "stale"; readonly version: number };
/** What is asked for takes a one-time code (`verifyStepUp`), and none was given. */
export type StepUpRequired = { readonly code: "step_up_required" };

/** Why a change of the standard entities was refused. */
export type Problem =
  | NotFound
  | Taken
  | Conflict
  | Invalid
  | InvalidFields
  | Forbidden
  | CasesBroken
  | Stale
  | StepUpRequired;

/** What is wrong with a field that names what is not there. */
export const NAMES_NOTHING = "names nothing in this workspace";

/** The refusal of fields that name what is not there, all of them told; null where there are none. */
export function namesNothing(params: readonly string[]): NotFound | InvalidFields | null {
  const [only, another] = params;
  if (only === undefined) return null;
  if (another === undefined) return { code: "not_found", param: only };
  return { code: "invalid_fields", fields: params.map((param) => ({ param, message: NAMES_NOTHING })) };
}
