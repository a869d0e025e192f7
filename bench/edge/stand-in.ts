import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { killOnExit } from "../../local/processes.ts";
import type { Answer, Ask, Call, QueueBehaviour, Taken } from "./stand-in-messages.ts";

/** Stands behind the bindings of the edge, in a process of its own. */
export type StandIn = {
  readonly port: number;
  /** Puts entries into KV. */
  publish(entries: readonly (readonly [string, string])[]): Promise<void>;
  behave(behaviour: QueueBehaviour): Promise<void>;
  /** Forgets what it took; what is published stays. */
  reset(): Promise<void>;
  taken(): Promise<Taken>;
  /** The id of every click it took. */
  clickIds(): Promise<ReadonlySet<string>>;
  stop(): void;
};

/** Starts the stand-in for KV, the queues and R2. */
export async function startStandIn(): Promise<StandIn> {
  const child = fork(fileURLToPath(new URL("stand-in-process.ts", import.meta.url)), {
    serialization: "advanced",
  });
  killOnExit(child, "SIGKILL");
  const waiting = new Map<number, (result: unknown) => void>();
  child.on("message", ({ number, result }: Answer) => {
    waiting.get(number)?.(result);
    waiting.delete(number);
  });
  const port = await new Promise<number>((resolve, reject) => {
    waiting.set(0, (result) => resolve(Number(result)));
    child.once("exit", (code) => reject(new Error(`the stand-in ended with ${code}`)));
  });
  let last = 0;
  const call = (ask: Ask): Promise<unknown> =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      child.send({ number: last, ...ask } satisfies Call);
    });
  return {
    port,
    publish: async (entries) => void (await call({ ask: "publish", entries })),
    behave: async (behaviour) => void (await call({ ask: "behave", behaviour })),
    reset: async () => void (await call({ ask: "reset" })),
    taken: async () => (await call({ ask: "taken" })) as Taken,
    clickIds: async () => new Set((await call({ ask: "ids" })) as readonly string[]),
    stop: () => child.kill("SIGKILL"),
  };
}
