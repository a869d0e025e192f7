import type { ServerResponse } from "node:http";

/** How a bucket answers workerd: with an object's metadata as JSON, as long as the header `cf-r2-metadata-size` says, before its content. */

/** Answers that the bucket has no such object. */
export function answerNoObject(response: ServerResponse): void {
  const error = JSON.stringify({ version: 0, v4code: 10007, message: "The specified key does not exist." });
  response.writeHead(404, { "cf-r2-error": error }).end();
}

/** The metadata of an object that has none of its own. */
export function metadataOf(name: string, { byteLength }: Uint8Array): Buffer {
  return Buffer.from(
    JSON.stringify({
      ...{ name, version: "1", size: String(byteLength), etag: "1", uploaded: String(Date.now()) },
      ...{ httpFields: {}, customFields: [], checksums: {}, storageClass: "Standard" },
    }),
  );
}
