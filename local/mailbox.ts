import { createServer, type IncomingMessage } from "node:http";
import { LOOPBACK } from "./free-port.ts";
import { closeServer, isFromLocalProgram, listenLocally, readBody } from "./loopback.ts";

/** A mail as it was handed over. */
export type LocalMail = {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
};

/** A mail service that delivers to nobody: it shows what it was given. */
export type Mailbox = {
  /** Where mails are posted, as `MAIL_API_ADDRESS`; a browser shows them at the same host. */
  readonly url: string;
  /** The mails, newest first. */
  mails(): readonly LocalMail[];
  stop(): Promise<void>;
};

/** Mails that are kept: the oldest go first. */
const MAILS_MAX = 200;
const BODY_BYTES_MAX = 65_536;

/**
 * Starts a mail service on 127.0.0.1. It takes mails by POST as JSON and keeps one of each `Idempotency-Key`, as the
 * real one does, and shows them on a page.
 */
export async function startMailbox(): Promise<Mailbox> {
  const kept = new Map<string, LocalMail>();
  const mails = (): readonly LocalMail[] => [...kept.values()].reverse();
  const server = createServer((request, response) => {
    if (!isFromLocalProgram(request)) return response.writeHead(403).end();
    if (request.method !== "POST") {
      const headers = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'none'",
      };
      return response.writeHead(200, headers).end(pageOf(mails()));
    }
    return takeMail(request, kept).then(
      (id) =>
        response
          .writeHead(id ? 200 : 422, { "content-type": "application/json" })
          .end(JSON.stringify({ id })),
      () => response.writeHead(422).end(),
    );
  });
  const port = await listenLocally(server, 0);
  return { url: `http://${LOOPBACK}:${port}/emails`, mails, stop: () => closeServer(server) };
}

/** The key a mail is kept under, or null for what is no mail. */
async function takeMail(request: IncomingMessage, kept: Map<string, LocalMail>): Promise<string | null> {
  const key = request.headers["idempotency-key"];
  const { from, to, subject, text } = JSON.parse((await readBody(request, BODY_BYTES_MAX)) ?? "null");
  if (typeof key !== "string" || [from, to, subject, text].some((each) => typeof each !== "string"))
    return null;
  if (!kept.has(key)) kept.set(key, { from, to, subject, text });
  const [oldest] = kept.keys();
  if (kept.size > MAILS_MAX && oldest !== undefined) kept.delete(oldest);
  return key;
}

function pageOf(mails: readonly LocalMail[]): string {
  const shown = mails.map(
    ({ from, to, subject, text }) =>
      `<article><h2>${escaped(subject)}</h2><p>${escaped(from)} to ${escaped(to)}</p><pre>${escaped(text)}</pre></article>`,
  );
  const body = shown.length > 0 ? shown.join("\n<hr>\n") : "<p>No mail yet.</p>";
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Mailbox</title><h1>Mailbox</h1>\n${body}\n</html>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);
