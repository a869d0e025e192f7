import type { Terminal } from "./terminal.ts";

const REDRAW_MS = 100;
const BAR_CHARS = 24;

/** Shows on a terminal how far a download has come; elsewhere it shows nothing. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #total: { readonly bytes: number; readonly files: number };
  readonly #startedMs: number;
  #bytes = 0;
  #files = 0;
  #drawnMs = 0;

  constructor(terminal: Terminal, total: { readonly bytes: number; readonly files: number }) {
    this.#terminal = terminal;
    this.#total = total;
    this.#startedMs = terminal.now();
  }

  /** Counts bytes that are there, or takes back some that are not. */
  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#terminal.now() - this.#drawnMs >= REDRAW_MS) this.#draw();
  }

  /** Counts a file that is whole. */
  finishFile(): void {
    this.#files += 1;
    this.#draw();
  }

  /** Clears the line, so that something else can be written. */
  clear(): void {
    this.#terminal.redraw?.("");
  }

  #draw(): void {
    this.#drawnMs = this.#terminal.now();
    const { bytes, files } = this.#total;
    const share = bytes === 0 ? 1 : Math.max(0, Math.min(this.#bytes / bytes, 1));
    const filled = Math.round(share * BAR_CHARS);
    const bar = "#".repeat(filled).padEnd(BAR_CHARS, "-");
    const seconds = Math.max((this.#drawnMs - this.#startedMs) / 1000, 0.001);
    const percent = String(Math.floor(share * 100)).padStart(3);
    this.#terminal.redraw?.(
      `[${bar}] ${percent} %  ${showBytes(this.#bytes)} of ${showBytes(bytes)}  ` +
        `${showBytes(this.#bytes / seconds)}/s  ${this.#files} of ${files} files`,
    );
  }
}

/** Bytes in the largest unit that leaves a number of 1 or more. */
export function showBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const place = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const amount = bytes / 1000 ** place;
  return `${place === 0 ? Math.round(amount) : amount.toFixed(1)} ${units[place]}`;
}
