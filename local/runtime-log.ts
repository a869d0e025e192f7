import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** A client that went away mid-answer: workerd reports it with a native stack, and it is no fault of ours. */
const CLIENT_WENT_AWAY = /Broken pipe|Connection reset by peer|disconnected: /;

/** Marks what workerd says about itself, as against what a Worker prints. */
const RUNTIME_ORIGIN = /\.c\+\+:\d+|\bstack: /;

/** A native stack: addresses that mean nothing without workerd's symbols. */
const NATIVE_STACK = /\n?stack: \S*(?:workerd@|[0-9a-f]{6,})[^\n]*/g;

/**
 * Hands on what workerd prints, line by line, without its noise about clients that went away.
 * Levels other than plain logs come first in the line, as in "error: …".
 */
export function readRuntimeLog(stream: Readable, log: (line: string) => void): void {
  createInterface({ input: stream }).on("line", (line) => {
    const text = formatRuntimeLine(line);
    if (text !== undefined) log(text);
  });
}

/** The text to show for one line of workerd's structured log (or plain output); undefined for noise. */
function formatRuntimeLine(line: string): string | undefined {
  const { level, message: whole } = parse(line);
  if (CLIENT_WENT_AWAY.test(whole) && RUNTIME_ORIGIN.test(whole)) return undefined;
  const message = whole.replaceAll(NATIVE_STACK, "");
  if (message === "" || message.includes("LLVM_SYMBOLIZER")) return undefined;
  return level === "log" || level === "info" ? message : `${level}: ${message}`;
}

function parse(line: string): { level: string; message: string } {
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry === "object" && entry !== null && "level" in entry && "message" in entry) {
      return { level: String(entry.level), message: String(entry.message) };
    }
  } catch {
    // Before its log starts, workerd reports in plain text.
  }
  return { level: "log", message: line };
}
