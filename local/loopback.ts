import type { IncomingMessage, Server } from "node:http";
import { LOOPBACK } from "./free-port.ts";

const LOCAL_HOST = /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/;

/**
 * Says whether a request comes from a program on this machine and not from a web page in its browser.
 *
 * Doors bound to 127.0.0.1 ask for no password, so a page must not get through: one that calls
 * across origins sends `Origin`, and one that rebinds its name to 127.0.0.1 sends its own `Host`.
 */
export function isFromLocalProgram(request: IncomingMessage): boolean {
  return request.headers.origin === undefined && LOCAL_HOST.test(request.headers.host ?? "");
}

/** Reads a whole body as UTF-8; undefined when it is over the limit, in bytes. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Lets a server listen on 127.0.0.1, on any free port for 0, and gives its port. */
export async function listenLocally(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, resolve);
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return address.port;
}

/** Closes a server, and whatever is connected to it. */
export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
