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
