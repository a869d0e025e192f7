import { connect, type Socket } from "node:net";
import { WebSocket } from "ws";
import { LOOPBACK } from "../../local/free-port.ts";

/** Ends what Postgres has to say where it then waits outside a transaction: ReadyForQuery, idle. */
const IDLE = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
/** Ends a session; has no body. */
const TERMINATE = Buffer.from([0x58, 0, 0, 0, 4]);
const DISCARD_ALL = Buffer.concat([Buffer.from([0x51, 0, 0, 0, 16]), Buffer.from("discard all\0")]);
/** Most sessions that wait for another of the same role and database. */
const PARKED_MAX = 4;

/** A session of Postgres that nobody uses, and what Postgres said when it began. */
type Parked = { readonly postgres: Socket; readonly greeting: Buffer };

/**
 * Makes sockets for the database's driver that lead straight to Postgres, without the relay and its frames. A session
 * that ends outside a transaction is cleared and kept for the next of the same role and database, as the pooler
 * before Postgres does in production: a new process of Postgres costs more than most tests ask of it.
 *
 * @param relay `host:port` of the relay of that Postgres; who names another gets a socket that leads there
 */
export function directSocketTo(port: number, relay: string): typeof globalThis.WebSocket {
  const parked = new Map<string, Parked[]>();
  function Made(url: string): DirectSocket | WebSocket {
    return new URL(url).host === relay ? new DirectSocket(port, parked) : new WebSocket(url);
  }
  return Made as unknown as typeof globalThis.WebSocket;
}

/** As much of a WebSocket as the driver asks for. */
class DirectSocket extends EventTarget {
  binaryType = "arraybuffer";
  readonly #port: number;
  readonly #parked: Map<string, Parked[]>;
  #session: string | null = null;
  #postgres: Socket | null = null;
  #greeting = Buffer.alloc(0);
  #isGreeted = false;
  #tail = Buffer.alloc(0);
  #isEnded = false;

  constructor(port: number, parked: Map<string, Parked[]>) {
    super();
    this.#port = port;
    this.#parked = parked;
    queueMicrotask(() => this.dispatchEvent(new Event("open")));
  }

  send(data: Uint8Array): void {
    const bytes = Buffer.from(data);
    if (this.#session === null) this.#begin(bytes);
    else if (bytes.equals(TERMINATE)) this.close();
    else {
      this.#tail = Buffer.alloc(0);
      this.#postgres?.write(bytes);
    }
  }

  close(): void {
    if (this.#isEnded) return;
    if (this.#postgres && this.#isGreeted && this.#tail.equals(IDLE)) this.#park(this.#postgres);
    else this.#postgres?.destroy();
    this.#end();
  }

  #begin(startup: Buffer): void {
    this.#session = startup.toString("latin1");
    const known = this.#parked.get(this.#session)?.pop();
    const postgres = known?.postgres ?? connect({ host: LOOPBACK, port: this.#port, noDelay: true });
    this.#postgres = postgres.removeAllListeners().ref();
    postgres.on("error", () => undefined).on("close", () => this.#end());
    postgres.on("data", (chunk) => this.#hear(chunk));
    if (known) queueMicrotask(() => this.#hear(known.greeting));
    else postgres.write(startup);
  }

  #hear(chunk: Buffer): void {
    if (this.#isEnded) return;
    this.#tail = Buffer.concat([this.#tail, chunk.subarray(-IDLE.length)]).subarray(-IDLE.length);
    if (!this.#isGreeted) {
      this.#greeting = Buffer.concat([this.#greeting, chunk]);
      this.#isGreeted = this.#tail.equals(IDLE);
    }
    this.dispatchEvent(new MessageEvent("message", { data: new Uint8Array(chunk).buffer }));
  }

  /** Clears the session, and then keeps it for the next. */
  #park(postgres: Socket): void {
    const session = this.#session ?? "";
    const greeting = this.#greeting;
    const waiting = this.#parked.get(session) ?? [];
    this.#parked.set(session, waiting);
    postgres.removeAllListeners().unref();
    postgres
      .on("error", () => undefined)
      .on("close", () => {
        const at = waiting.findIndex((each) => each.postgres === postgres);
        if (at >= 0) waiting.splice(at, 1);
      });
    let heard = Buffer.alloc(0);
    postgres.on("data", (chunk) => {
      heard = Buffer.concat([heard, chunk]);
      if (!heard.subarray(-IDLE.length).equals(IDLE)) return;
      if (waiting.length < PARKED_MAX) waiting.push({ postgres, greeting });
      else postgres.destroy();
    });
    postgres.write(DISCARD_ALL);
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.dispatchEvent(new Event("close"));
  }
}
