import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** The only address anything local listens on. */
export const LOOPBACK = "127.0.0.1";

/**
 * Gives `preferred` if nothing listens on it, else some free port of 127.0.0.1.
 * The port is free at the time of the answer; nothing reserves it.
 */
export async function findFreePort(preferred = 0): Promise<number> {
  const port = await probe(preferred);
  if (port !== undefined) return port;
  const other = await probe(0);
  if (other === undefined) throw new Error(`no free port on ${LOOPBACK}`);
  return other;
}

/** Ports that systems do not hand out to outgoing connections by themselves. */
const SERVER_PORTS = { from: 15_000, to: 30_000 } as const;
const ATTEMPTS_MAX = 100;

/**
 * Gives a free port for a server that may be restarted on it. Nobody else's outgoing connection can
 * come to sit on it meanwhile, nor can one that is trying to reach it connect to itself.
 */
export async function findServerPort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const port = await probe(randomInt(SERVER_PORTS.from, SERVER_PORTS.to));
    if (port !== undefined) return port;
  }
  throw new Error(`no free port on ${LOOPBACK} from ${SERVER_PORTS.from} to ${SERVER_PORTS.to}`);
}

function probe(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: LOOPBACK, exclusive: true }, () => {
      const address = server.address();
      const found = typeof address === "object" && address !== null ? address.port : undefined;
      server.close(() => resolve(found));
    });
  });
}
