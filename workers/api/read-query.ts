import type * as z from "zod/mini";
import { problemsOf } from "../../contracts/error.ts";
import { RequestError } from "../shared/errors.ts";
import { invalidFields } from "./answer.ts";

/** Checks a query string against its contract, in which each parameter stands once; throws `RequestError` 422 listing every parameter at fault. */
export function readQuery<Schema extends z.ZodMiniType>(
  query: URLSearchParams,
  schema: Schema,
): z.output<Schema> {
  const twice = [...new Set(query.keys())].filter((name) => query.getAll(name).length > 1);
  const parsed = schema.safeParse(Object.fromEntries(query), { reportInput: true });
  if (parsed.success && twice.length === 0) return parsed.data;
  const problems = [
    ...invalidFields(twice.map((param) => ({ param, message: "is given twice" }))).problems,
    ...(parsed.success ? [] : problemsOf(parsed.error).filter(({ param }) => !twice.includes(param))),
  ];
  const [first] = problems;
  throw new RequestError(
    "invalid_parameter",
    first ? `${first.param} ${first.message}.` : "Invalid query.",
    problems,
  );
}
