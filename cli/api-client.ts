import { randomUUID } from "node:crypto";
import * as z from "zod/mini";
import { EXIT, Failure } from "./failure.ts";
import { Retryable, reasonOf, retryAfterMs, send, withRetries } from "./retry.ts";
import type { Settings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";

const problem = z.object({ param: z.string(), code: z.string(), message: z.string() });
const errorAnswer = z.object({
  error: z.object({
    ...{ code: z.string(), message: z.string(), request_id: z.optional(z.string()) },
    errors: z.optional(z.array(problem)),
  }),
});
type Refused = z.output<typeof errorAnswer>["error"];

/** How the API refused a call that was well formed. */
export class Refusal extends Failure {
  constructor(
    readonly status: number,
    message: string,
    /** What the API said of it; null where that was in no form of its own. */
    readonly error: Refused | null = null,
  ) {
    super(status === 401 || status === 403 ? EXIT.refused : EXIT.failed, message);
  }
}

/** Who calls, and at which address: by an API key, or a person that only reads by the cookie of its session. */
export type Caller = Settings | { readonly origin: string; readonly cookie: string };

/** A caller of the API. Tries again what may work later; throws `Failure` for what will not. */
export class ApiClient {
  readonly #origin: string;
  readonly #credentials: Readonly<Record<string, string>>;
  readonly #terminal: Terminal;

  constructor(caller: Caller, terminal: Terminal) {
    this.#origin = caller.origin;
    this.#credentials =
      "key" in caller ? { authorization: `Bearer ${caller.key}` } : { cookie: caller.cookie };
    this.#terminal = terminal;
  }

  /**
   * Calls the API and reads the answer by its contract. A call that changes something goes out under one
   * `Idempotency-Key` however often it is tried, so it is done once.
   */
  call<Answer>(
    method: "GET" | "POST" | "PATCH",
    path: string,
    contract: z.ZodMiniType<Answer>,
    body?: object,
  ): Promise<Answer> {
    const headers = {
      ...this.#credentials,
      ...(method === "GET" ? {} : { "idempotency-key": randomUUID() }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return withRetries(this.#terminal, async () => {
      const answer = await send(`${this.#origin}${path}`, init);
      const body = parseJson(await readText(answer));
      if (!answer.ok) {
        const refused = errorAnswer.safeParse(body);
        if (refused.data?.error.code === "idempotency_in_flight") {
          throw new Retryable(refused.data.error.message, retryAfterMs(answer));
        }
        const { error = null } = refused.data ?? {};
        throw new Refusal(answer.status, error ? wordsOf(error) : `${path} answered ${answer.status}`, error);
      }
      const parsed = contract.safeParse(body);
      if (!parsed.success)
        throw new Failure(EXIT.failed, `${this.#origin} does not answer as Tributary does`);
      return parsed.data;
    });
  }

  /** Follows a list to its end, a page at a time. */
  async *pages<Page extends { readonly next_cursor: string | null }>(
    path: string,
    query: Readonly<Record<string, string | undefined>>,
    contract: z.ZodMiniType<Page>,
  ): AsyncGenerator<Page> {
    const parameters = new URLSearchParams({ limit: "100" });
    for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, value);
    for (;;) {
      const page = await this.call("GET", `${path}?${parameters}`, contract);
      yield page;
      if (page.next_cursor === null) return;
      parameters.set("cursor", page.next_cursor);
    }
  }
}

/** All that is wrong, a line each, and by what name the call is in the log of the service. */
function wordsOf({ message, errors = [], request_id }: Refused): string {
  const more = errors.slice(1).map(({ param, message }) => `  ${param} ${message}`);
  return [request_id === undefined ? message : `${message} (${request_id})`, ...more].join("\n");
}

async function readText(answer: Response): Promise<string> {
  try {
    return await answer.text();
  } catch (error) {
    throw new Retryable(`the answer was cut off (${reasonOf(error)})`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
