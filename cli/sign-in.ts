import * as z from "zod/mini";
import { askSecret, askText } from "./ask.ts";
import { EXIT, Failure } from "./failure.ts";
import { send, withRetries } from "./retry.ts";
import type { Terminal } from "./terminal.ts";

const mailed = z.object({ id: z.string() });
const halfway = z.object({ status: z.literal("second_factor_required"), token: z.string() });
const refused = z.object({ error: z.object({ message: z.string() }) });

/** What a person is asked to sign in. */
type Questions = {
  readonly email: () => Promise<string>;
  readonly mailedCode: () => Promise<string>;
  readonly authenticatorCode: () => Promise<string>;
};

const BY_PROMPT: Questions = {
  email: () => askText("Which address do you sign in with?", "ada@shop.example"),
  mailedCode: () => askSecret("Which code was mailed to it?"),
  authenticatorCode: () => askSecret("Which code does your authenticator show?"),
};

/**
 * Does `work` by the session of a person: that of `TRIBUTARY_SESSION`, else one that is begun here by a mailed code
 * and ended after the work, whatever came of it. Nothing of it is kept.
 */
export async function asPerson<T>(
  origin: string,
  terminal: Pick<Terminal, "env" | "isInteractive" | "sleep" | "warn">,
  work: (cookie: string) => Promise<T>,
  questions = BY_PROMPT,
): Promise<T> {
  const token = terminal.env.TRIBUTARY_SESSION;
  // The server goes by one of the names: by the second on this machine.
  if (token) return work(`__Host-tb_session=${checkToken(token)}; tb_session=${token}`);
  if (!terminal.isInteractive) {
    const message = "there is nobody to ask: set TRIBUTARY_SESSION to what the cookie of your session holds";
    throw new Failure(EXIT.usage, message);
  }
  const cookie = await signIn(origin, questions);
  try {
    return await work(cookie);
  } finally {
    await signOut(origin, terminal, cookie);
  }
}

/** Ends a session. Where that fails, what the work found stands all the same. */
async function signOut(
  origin: string,
  terminal: Pick<Terminal, "sleep" | "warn">,
  cookie: string,
): Promise<void> {
  try {
    await withRetries(terminal, () => post(origin, "/v1/session/sign-out", {}, cookie));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    terminal.warn(`the session of this command could not be ended: ${why}`);
  }
}

function checkToken(token: string): string {
  if (/^[\w-]+$/.test(token)) return token;
  throw new Failure(EXIT.usage, "TRIBUTARY_SESSION holds characters that no session has");
}

/** Signs in by a mailed code, and an authenticator's where there is one; gives the cookie of the session. */
async function signIn(origin: string, questions: Questions): Promise<string> {
  const asked = await post(origin, "/v1/sign-in/code", { email: await questions.email() });
  const id = mailed.safeParse(asked.body).data?.id;
  let answer = await post(origin, "/v1/sign-in/code/verify", { id, code: await questions.mailedCode() });
  const half = halfway.safeParse(answer.body);
  if (half.success) {
    const { token } = half.data;
    const given = { token, code: await questions.authenticatorCode() };
    answer = await post(origin, "/v1/sign-in/second-factor", given);
  }
  if (answer.cookie) return answer.cookie;
  throw new Failure(EXIT.failed, `${origin} does not answer as Tributary does`);
}

/** Once: what signs in is good once. The server takes such calls from its own origin alone. */
async function post(
  origin: string,
  path: string,
  body: object,
  cookie?: string,
): Promise<{ readonly body: unknown; readonly cookie: string | undefined }> {
  const headers = { origin, "content-type": "application/json", ...(cookie ? { cookie } : {}) };
  const answer = await send(`${origin}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const told: unknown = await answer.json().catch(() => null);
  if (answer.ok) return { body: told, cookie: answer.headers.get("set-cookie")?.split(";")[0] };
  const why = refused.safeParse(told).data?.error.message ?? `${path} answered ${answer.status}`;
  throw new Failure(answer.status === 401 ? EXIT.refused : EXIT.failed, why);
}
