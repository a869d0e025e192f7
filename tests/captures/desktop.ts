import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { eventually, sleep } from "./browser.ts";

const run = promisify(execFile);
const FOCUS_MS = 500;

/** An X display without a screen and a keyboard on it, so that browsers have windows as people's do. */
export type Desktop = {
  /** The X display. */
  readonly name: string;
  /** Types an address into the browser's address bar and presses Enter, all by keys. */
  readonly typeAddress: (url: string) => Promise<void>;
  readonly press: (key: string) => Promise<void>;
  readonly stop: () => void;
};

/** Starts Xvfb on a free display. */
export async function startDesktop(): Promise<Desktop> {
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  let number = "";
  server.stdio[3]?.on("data", (data) => {
    number += String(data);
  });
  const name = await eventually(() => (number.endsWith("\n") ? `:${number.trim()}` : undefined), 10_000);
  if (name === undefined) throw new Error("Xvfb did not start: is it installed?");
  const xdotool = async (...args: readonly string[]): Promise<string> =>
    (await run("xdotool", [...args], { env: { ...process.env, DISPLAY: name } })).stdout;
  const press = async (key: string): Promise<void> => {
    const windows = await xdotool("search", "--onlyvisible", "--name", "Chromium|Mozilla Firefox");
    await xdotool("windowfocus", windows.trim().split("\n").at(-1) ?? "");
    await sleep(FOCUS_MS);
    await xdotool("key", key);
    await sleep(FOCUS_MS);
  };
  return {
    name,
    press,
    typeAddress: async (url) => {
      await press("ctrl+l");
      await xdotool("type", "--delay", "20", url);
      await press("Return");
    },
    stop: () => server.kill(),
  };
}
