import { connect, createServer, type Socket } from "node:net";

/**
 * What the proxy does to its connections. `slow`: each answer comes late. `half_open`: answers never come.
 * `cut`: connections are reset, new ones too. `swallow`: the next answer is dropped and its connection
 * reset, so that what was asked is done and nobody hears of it.
 */
export type Fault = "none" | "slow" | "half_open" | "cut" | "swallow";

/** A proxy before Postgres that can be told to fail. */
export type FaultProxy = {
  readonly port: number;
  /** Sets the fault; connections that hang are let go when it ends. */
  set(fault: Fault): void;
  stop(): Promise<void>;
};

const SLOW_MS = 150;
const LOOPBACK = "127.0.0.1";

/** Opens a proxy on a free port of 127.0.0.1 that leads to `targetPort`. */
export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  let fault: Fault = "none";
  const pairs = new Set<readonly [Socket, Socket]>();
  const reset = (): void => {
    for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy();
  };
  const server = createServer((client) => {
    const target = connect({ port: targetPort, host: LOOPBACK, noDelay: true });
    const pair = [client, target] as const;
    pairs.add(pair);
    for (const [socket, other] of [pair, [target, client] as const]) {
      // A reset is what the proxy is for; the close that follows ends the other side.
      socket.on("error", () => undefined);
      socket.on("close", () => {
        pairs.delete(pair);
        other.destroy();
      });
    }
    if (fault === "cut") {
      client.resetAndDestroy();
      return;
    }
    client.on("data", (chunk) => target.write(chunk));
    target.on("data", (chunk) => {
      if (fault === "half_open") return;
      if (fault === "swallow") {
        fault = "none";
        client.resetAndDestroy();
        return;
      }
      if (fault === "slow") setTimeout(() => client.write(chunk), SLOW_MS);
      else client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    port: address.port,
    set: (next) => {
      if (next === "cut" || fault === "half_open") reset();
      fault = next;
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      reset();
      await closed;
    },
  };
}
