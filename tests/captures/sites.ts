import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { listenLocally } from "../../local/loopback.ts";
import { type Addresses, type Case, page } from "./case.ts";

/** A request as the tracker saw it. */
export type Seen = { readonly case: string; readonly method: string; readonly headers: IncomingHttpHeaders };

/** The publisher's pages and the tracker's links of the cases: two sites, both of which browsers trust. */
export type Sites = {
  readonly addressesOf: (name: string) => Addresses;
  /** What the tracker saw of a case so far, oldest first. */
  readonly seenOf: (name: string) => readonly Seen[];
  readonly stop: () => void;
};

/** Starts http://localhost (publisher) and http://127.0.0.1 (tracker): cross-site, and potentially trustworthy. */
export async function startSites(cases: readonly Case[]): Promise<Sites> {
  const byName = new Map(cases.map((one) => [one.name, one]));
  const seen: Seen[] = [];
  const tracker = createServer((request, response) => {
    const name = nameOf(request);
    if (byName.has(name)) seen.push({ case: name, method: request.method ?? "", headers: request.headers });
    answerAsTracker(request, response, byName.get(name)?.landing === "page");
  });
  const publisher = createServer((request, response) => {
    const found = byName.get(nameOf(request));
    if (found) answerAsPublisher(request, response, found, addressesOf(found.name));
    else response.writeHead(404).end();
  });
  const [trackerPort, publisherPort] = [await listenLocally(tracker, 0), await listenLocally(publisher, 0)];
  const addressesOf = (name: string): Addresses => {
    const own = (kind: string) => `http://localhost:${publisherPort}/${kind}/${name}`;
    return {
      link: `http://127.0.0.1:${trackerPort}/r/${name}`,
      ...{ page: own("page"), frame: own("frame"), byRefresh: own("by-refresh") },
      ...{ by302: own("by-302"), byScript: own("by-script"), byMeta: own("by-meta") },
    };
  };
  return {
    addressesOf,
    seenOf: (name) => seen.filter((one) => one.case === name),
    stop: () => {
      for (const server of [tracker, publisher]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

function nameOf(request: IncomingMessage): string {
  return new URL(request.url ?? "/", "http://any").pathname.split("/")[2] ?? "";
}

/** As the edge does: a prefetch is told to come again, anybody else is sent on. */
function answerAsTracker({ headers }: IncomingMessage, response: ServerResponse, staysHere: boolean): void {
  const fresh = { "cache-control": "no-store" };
  if (headers["sec-purpose"] ?? headers.purpose ?? headers["x-moz"]) response.writeHead(503, fresh).end();
  else if (staysHere) response.writeHead(200, { ...fresh, "content-type": "text/html" }).end(page("here"));
  else response.writeHead(302, { ...fresh, location: "about:blank" }).end();
}

function answerAsPublisher(
  { url }: IncomingMessage,
  response: ServerResponse,
  found: Case,
  at: Addresses,
): void {
  const kind = (url ?? "").split("/")[1];
  const html = (body: string, headers: Record<string, string> = {}) =>
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers }).end(body);
  if (kind === "by-302") response.writeHead(302, { location: at.link }).end();
  else if (kind === "by-script") html(page(`<script>location = ${JSON.stringify(at.link)}</script>`));
  else if (kind === "by-meta") html(page(`<meta http-equiv="refresh" content="0;url=${at.link}">`));
  else if (kind === "by-refresh") html(page("refresh"), { refresh: `0;url=${at.link}` });
  else if (kind === "frame") html(page(found.frame?.(at) ?? ""));
  else html(found.page ? page(found.page(at)) : page("nothing"));
}
