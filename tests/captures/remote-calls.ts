import { WebSocket } from "ws";

const CALL_TIMEOUT_MS = 20_000;

type Answer = {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  /** An object in the DevTools protocol, a code beside its message in WebDriver BiDi. */
  readonly error?: unknown;
  readonly message?: string;
};

/** Calls over a WebSocket, in the form that the DevTools protocol and WebDriver BiDi share. */
export type RemoteCalls = {
  readonly call: (
    method: string,
    params?: Record<string, unknown>,
    sessionId?: string,
  ) => Promise<Record<string, unknown>>;
  readonly close: () => void;
};

/** Connects to a browser's remote control. A call fails with the browser's own words, or after 20 s. */
export async function connectCalls(url: string): Promise<RemoteCalls> {
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  socket.on("message", (data) => {
    const answer = JSON.parse(String(data)) as Answer;
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  let lastId = 0;
  return {
    close: () => socket.close(),
    call: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        const id = lastId;
        const timer = setTimeout(() => settle({ error: "no answer in time" }), CALL_TIMEOUT_MS);
        const settle = ({ error, message, result }: Answer): void => {
          clearTimeout(timer);
          waiting.delete(id);
          if (error === undefined) resolve(result ?? {});
          else reject(new Error(`${method}: ${JSON.stringify(error)} ${message ?? ""}`));
        };
        waiting.set(id, settle);
        socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
      }),
  };
}
