import { createServer } from "node:http";
import { LOOPBACK } from "./free-port.ts";
import { closeServer, isFromLocalProgram, listenLocally } from "./loopback.ts";

/** A resolver of TXT records that exist on this machine only. */
export type LocalDns = {
  /** Where it is asked, as `DNS_RESOLVER_URL`. */
  readonly url: string;
  /** Sets the TXT records of a name; none makes the name unknown. */
  setRecords(name: string, texts: readonly string[]): void;
  stop(): Promise<void>;
};

const TXT = 16;
const NO_SUCH_NAME = 3;

/** Starts a resolver that answers by HTTPS's JSON form, as public ones do, over plain HTTP on 127.0.0.1. */
export async function startDns(): Promise<LocalDns> {
  const records = new Map<string, readonly string[]>();
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? "/", "http://dns").searchParams;
    const name = (query.get("name") ?? "").toLowerCase();
    if (!isFromLocalProgram(request)) return response.writeHead(403).end();
    const texts = query.get("type") === "TXT" ? (records.get(name) ?? []) : [];
    const answer = texts.map((text) => ({ name, type: TXT, TTL: 0, data: JSON.stringify(text) }));
    const body = texts.length > 0 ? { Status: 0, Answer: answer } : { Status: NO_SUCH_NAME };
    return response.writeHead(200, { "content-type": "application/dns-json" }).end(JSON.stringify(body));
  });
  const port = await listenLocally(server, 0);
  return {
    url: `http://${LOOPBACK}:${port}/dns-query`,
    setRecords: (name, texts) => void records.set(name.toLowerCase(), texts),
    stop: () => closeServer(server),
  };
}
