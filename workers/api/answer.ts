import type { Result } from "../../core/shared/result.ts";
import {
  type CasesBroken,
  type InvalidFields,
  NAMES_NOTHING,
  type Problem,
} from "../../services/shared/problems.ts";
import { RequestError } from "../shared/errors.ts";
import { notFound } from "./params.ts";
import { stepUpRequired } from "./step-up.ts";

/** Gives what a verb made of the input, or throws the `RequestError` that tells why it refused. */
export function unwrap<T>(result: Result<T, Problem>): T {
  if (result.ok) return result.value;
  const { error } = result;
  switch (error.code) {
    case "not_found":
      if (error.param === null) throw notFound();
      throw refusal("invalid_parameter", error.param, NAMES_NOTHING);
    case "taken":
      throw refusal("conflict", error.param, "is taken");
    case "conflict":
      throw refusal("conflict", error.param, error.message);
    case "invalid_fields":
      throw invalidFields(error.fields);
    case "invalid":
      throw refusal("invalid_parameter", error.param, error.message);
    case "forbidden":
      throw new RequestError("forbidden", error.message);
    case "stale":
      throw new RequestError("version_stale", `The version is ${error.version} by now; read it anew.`, [
        { param: "If-Match", code: "version_stale", message: `is not the version ${error.version}` },
      ]);
    case "step_up_required":
      throw stepUpRequired();
    case "cases_broken":
      throw brokenCases(error.cases);
  }
}

/** What is wrong with several fields, all of it told. */
export function invalidFields(fields: InvalidFields["fields"]): RequestError {
  const [first] = fields;
  return new RequestError(
    "invalid_parameter",
    first ? `${first.param} ${first.message}.` : "Invalid body.",
    fields.map(({ param, message }) => ({ param, code: "invalid_value", message })),
  );
}

function brokenCases(cases: CasesBroken["cases"]): RequestError {
  return new RequestError(
    "conflict",
    `The version would break ${cases.length} of the cases in force.`,
    cases.map(({ id, message }) => ({ param: id, code: "case_broken", message })),
  );
}

function refusal(code: "invalid_parameter" | "conflict", param: string, message: string): RequestError {
  const problem = { param, code: code === "conflict" ? "conflict" : "invalid_value", message };
  return new RequestError(code, `${param} ${message}.`, [problem]);
}
