import type * as z from "zod/mini";
import { problemsOf } from "../../contracts/error.ts";
import { RequestError } from "../shared/errors.ts";
import { invalid } from "./params.ts";

/** Checks a query string against its contract, in which each parameter stands once; throws `RequestError` 422 listing every parameter at fault. */
export function readQuery<Schema extends z.ZodMiniType>(
  query: URLSearchParams,
  schema: Schema,
): z.output<Schema> {
  const twice = [...query.keys()].find((name) => query.getAll(name).length > 1);
  if (twice !== undefined) throw invalid(twice, "is given twice");
  const parsed = schema.safeParse(Object.fromEntries(query), { reportInput: true });
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error);
  const [first] = problems;
  throw new RequestError(
    "invalid_parameter",
    first ? `${first.param} ${first.message}.` : "Invalid query.",
    problems,
  );
}
