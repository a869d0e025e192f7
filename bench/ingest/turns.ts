import { connect, createServer } from "node:net";

/** A relay of bytes that counts how often the client's side waited for the server's: round trips. */
export type TurnCounter = {
  readonly port: number;
  /** Round trips so far, over all connections. */
  turns(): number;
  stop(): void;
};

/**
 * Listens on 127.0.0.1 and passes bytes on to another port. A round trip begins when the client speaks
 * first or speaks after the server has; however many packets either side sends in between.
 */
export async function countTurns(to: number): Promise<TurnCounter> {
  let turns = 0;
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port: to, host: "127.0.0.1", noDelay: true });
    let isServersTurn = true;
    client.on("data", () => {
      if (isServersTurn) turns += 1;
      isServersTurn = false;
    });
    upstream.on("data", () => {
      isServersTurn = true;
    });
    client.pipe(upstream).pipe(client);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.on("error", () => undefined);
      socket.on("close", () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { port: address.port, turns: () => turns, stop: () => void server.close() };
}
