/** One thing wrong with a request; `param` is the path of the field, e.g. `items[0].quantity`. */
export type Problem = { readonly param: string; readonly code: string; readonly message: string };

/** What the API says of a call it refused, or of a fault of its own. */
export class TributaryError extends Error {
  override readonly name = "TributaryError";
  /** The status of the answer; 0 where none came. */
  readonly status: number;
  /** Why, for programs, e.g. `invalid_parameter`; `no_answer` where none came. */
  readonly code: string;
  /** The first field at fault, or null. */
  readonly param: string | null;
  /** All that is wrong with the request. */
  readonly problems: readonly Problem[];
  /** Names the call in the log of the service; null where none came of it. */
  readonly requestId: string | null;

  constructor(given: {
    readonly status: number;
    readonly code: string;
    readonly message: string;
    readonly param?: string | null | undefined;
    readonly problems?: readonly Problem[] | undefined;
    readonly requestId?: string | null | undefined;
    readonly cause?: unknown;
  }) {
    super(given.message, { cause: given.cause });
    this.status = given.status;
    this.code = given.code;
    this.param = given.param ?? null;
    this.problems = given.problems ?? [];
    this.requestId = given.requestId ?? null;
  }
}

/** Makes the error of an answer from its body, whatever that is: one between us and the service may be in no form of ours. */
export function errorOf(response: Response, body: unknown): TributaryError {
  const { status } = response;
  const { error } = (isObject(body) ? body : {}) as { error?: unknown };
  const requestId = response.headers.get("request-id");
  if (!isObject(error)) {
    return new TributaryError({
      status,
      code: "unknown",
      message: `The service answered ${status}.`,
      requestId,
    });
  }
  const { code, message, param, errors } = error as Readonly<Record<string, unknown>>;
  return new TributaryError({
    status,
    code: typeof code === "string" ? code : "unknown",
    message: typeof message === "string" ? message : `The service answered ${status}.`,
    param: typeof param === "string" ? param : null,
    problems: Array.isArray(errors) ? (errors as Problem[]) : [],
    requestId,
  });
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
