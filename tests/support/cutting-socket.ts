import { neonConfig } from "@neondatabase/serverless";
import { WebSocket } from "ws";

/** Cuts connections of the database's driver: each thing it sends, a statement as a rule, is a place to die at. */
export type Cutter = {
  /**
   * From now on counts what is sent, from the first that holds `from`; the connection ends as the answer to the
   * nth arrives, so that the statement was carried out and nobody hears of it. 0 never cuts.
   */
  cutAt(nth: number, from?: string): void;
  /** Counts anew, for the same. */
  again(): void;
  /** Gives the driver its own sockets back. */
  stop(): void;
};

/** Puts sockets that can be cut in the place of the driver's. */
export function startCutter(): Cutter {
  const before = neonConfig.webSocketConstructor;
  let [nth, from, counted]: [number, string, number] = [0, "", 0];
  let isCounting = false;
  class CuttingSocket extends WebSocket {
    #isCut = false;

    override send(data: never, ...more: never[]): void {
      isCounting ||= Buffer.from(data).includes(from);
      if (isCounting) {
        counted += 1;
        this.#isCut ||= counted === nth;
      }
      super.send(data, ...more);
    }

    override emit(event: string | symbol, ...args: unknown[]): boolean {
      if (event !== "message" || !this.#isCut) return super.emit(event, ...args);
      this.terminate();
      return true;
    }
  }
  neonConfig.webSocketConstructor = CuttingSocket;
  const again = (): void => {
    counted = 0;
    isCounting = from === "";
  };
  return {
    cutAt: (next, start = "") => {
      [nth, from] = [next, start];
      again();
    },
    again,
    stop: () => {
      neonConfig.webSocketConstructor = before;
    },
  };
}
