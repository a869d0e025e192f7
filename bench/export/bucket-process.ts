import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { LOOPBACK } from "../../local/free-port.ts";
import { answerNoObject, metadataOf } from "../edge/bucket-answers.ts";

/**
 * What stands behind the bucket of the export, in a process of its own, by the protocol in which workerd asks R2. It holds
 * the objects in memory, so that what is measured is not how quick a bucket is.
 */

/** An object, and the file that has its bytes. */
export type Held = { readonly key: string; readonly file: string };

const objects = new Map<string, Buffer>();

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { method, object } = JSON.parse(String(request.headers["cf-r2-request"])) as {
    readonly method: string;
    readonly object: string;
  };
  const content = objects.get(object);
  if (content === undefined) {
    answerNoObject(response);
    return;
  }
  const head = metadataOf(object, content);
  const body = method === "get" ? content : Buffer.alloc(0);
  response.writeHead(200, {
    "cf-r2-metadata-size": head.byteLength,
    "content-length": head.byteLength + body.byteLength,
  });
  response.write(head);
  response.end(body);
}

const server = createServer(answer);
server.keepAliveTimeout = 0;
process.on("message", (held: readonly Held[]) => {
  for (const { key, file } of held) objects.set(key, readFileSync(file));
  process.send?.("held");
});
process.on("disconnect", () => process.exit());
server.listen(0, LOOPBACK, () => process.send?.((server.address() as AddressInfo).port));
