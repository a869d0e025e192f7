import { connect, type Socket } from "node:net";
import { LOOPBACK } from "../../local/free-port.ts";

/** What came back, as far as the bench looks at it. */
export type Reply = { readonly status: number; readonly clickId: string | null };

/** The connection ended before its answer came. */
class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

type Waiting = { readonly resolve: (reply: Reply) => void; readonly reject: (error: Error) => void };

/** A keep-alive connection to a Worker: one request under way at a time, sent as the text it is given. */
export class Connection {
  readonly #socket: Socket;
  #received = "";
  #waiting: Waiting | null = null;
  #isOpen = true;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true).setEncoding("latin1");
    socket.on("data", (text: string) => this.#take(text));
    socket.on("error", () => undefined);
    socket.on("close", () => this.#lose());
  }

  /** Connects to a port of loopback. */
  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: LOOPBACK });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new Connection(socket));
      });
    });
  }

  get isIdle(): boolean {
    return this.#isOpen && this.#waiting === null;
  }

  /** Sends a request and waits for the whole answer; throws `ConnectionLost` if it never comes. */
  ask(request: string): Promise<Reply> {
    if (!this.isIdle) return Promise.reject(new ConnectionLost("closed, or waiting for an answer"));
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request, "latin1");
    });
  }

  /** Sends a request and hangs up as soon as the system has taken it. */
  sendAndHangUp(request: string): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.once("close", () => resolve());
      this.#socket.write(request, "latin1", () => this.#socket.destroy());
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#received += text;
    const headEnd = this.#received.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const head = this.#received.slice(0, headEnd + 2);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    if (this.#received.length < headEnd + 4 + length) return;
    this.#received = this.#received.slice(headEnd + 4 + length);
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve({
      status: Number(head.slice(9, 12)),
      clickId: /[?&]tb_clid=([A-Za-z0-9_-]{32})/.exec(head)?.[1] ?? null,
    });
  }

  #lose(): void {
    this.#isOpen = false;
    this.#waiting?.reject(new ConnectionLost("the connection was closed"));
    this.#waiting = null;
  }
}
