import type { Problem } from "../../contracts/error.ts";
import { RequestError } from "../shared/errors.ts";

/**
 * What each of these judges gives, so that whoever calls is told of all that is wrong at once.
 *
 * Throws one `RequestError` with every problem of those that they throw.
 */
export async function allOf<Judged extends Readonly<Record<string, unknown>>>(
  judges: {
    readonly [Name in keyof Judged]: () => Judged[Name] | Promise<Judged[Name]>;
  },
): Promise<Judged> {
  const given: Record<string, unknown> = {};
  const refused: RequestError[] = [];
  for (const [name, judge] of Object.entries(judges)) {
    try {
      given[name] = await judge();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      refused.push(error);
    }
  }
  const [first] = refused;
  if (!first) return given as Judged;
  const problems: readonly Problem[] = refused.flatMap((each) => each.problems);
  throw new RequestError(first.code, first.message, problems);
}
