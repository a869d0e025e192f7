import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  type Browser,
  type BrowserSettings,
  eventually,
  LINK_AT,
  sleep,
  type Tab,
  untilLoaded,
} from "./browser.ts";
import { connectCalls, type RemoteCalls } from "./remote-calls.ts";

const PROGRAM = "chromium";
const run = promisify(execFile);

const startOptions = ({ profile, extensions, firstUrl }: BrowserSettings): string[] => [
  `--user-data-dir=${profile}`,
  `--load-extension=${extensions.join(",")}`,
  "--disable-features=DisableLoadExtensionCommandLineSwitch",
  "--remote-debugging-port=0",
  "--no-sandbox",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-popup-blocking",
  "--disable-component-update",
  "--password-store=basic",
  firstUrl,
];

/** Starts Chromium with a window and drives it by its DevTools protocol. */
export async function startChromium(settings: BrowserSettings): Promise<Browser> {
  const env = { ...process.env, DISPLAY: settings.display };
  const program = spawn(PROGRAM, startOptions(settings), { env, stdio: "ignore", detached: true });
  const portFile = join(settings.profile, "DevToolsActivePort");
  const address = await eventually(
    () => (existsSync(portFile) ? readFileSync(portFile, "utf8") : undefined),
    30_000,
  );
  if (address === undefined) throw new Error("chromium did not say where it listens");
  const [port, path] = address.trim().split("\n");
  const calls = await connectCalls(`ws://127.0.0.1:${port}${path}`);
  const { product } = await calls.call("Browser.getVersion");
  return {
    name: "chromium",
    version: String(product).replace(/^.*\//, ""),
    open: (url) => openTab(calls, url),
    openFromDesktop: async (url) => {
      await run(PROGRAM, [`--user-data-dir=${settings.profile}`, "--no-sandbox", url], { env });
    },
    closeTabs: () => closeTabs(calls),
    close: () => stop(calls, program),
  };
}

async function openTab(calls: RemoteCalls, url: string): Promise<Tab> {
  const { targetId } = await calls.call("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await calls.call("Target.attachToTarget", { targetId, flatten: true });
  const call = (method: string, params: Record<string, unknown> = {}) =>
    calls.call(method, params, String(sessionId));
  await call("Page.navigate", { url });
  const evaluate = (expression: string) => call("Runtime.evaluate", { expression, awaitPromise: true });
  await untilLoaded(async () => {
    const { result } = await evaluate("location.href !== 'about:blank' && document.readyState");
    return (result as { readonly value: unknown }).value;
  });
  const mouse = (type: string, button: string, modifiers: number) =>
    call("Input.dispatchMouseEvent", { type, ...LINK_AT, button, modifiers, clickCount: 1 });
  const press = async (key: string, code: number) => {
    const base = { key, code: key, windowsVirtualKeyCode: code };
    await call("Input.dispatchKeyEvent", {
      ...base,
      type: "keyDown",
      ...(key === "Enter" ? { text: "\r" } : {}),
    });
    await call("Input.dispatchKeyEvent", { ...base, type: "keyUp" });
  };
  return {
    click: async ({ button = "left", withControl = false } = {}) => {
      const modifiers = withControl ? 2 : 0;
      await mouse("mouseMoved", "none", modifiers);
      await mouse("mousePressed", button, modifiers);
      await mouse("mouseReleased", button, modifiers);
    },
    pressEnterOnLink: async () => {
      await press("Tab", 9);
      await press("Enter", 13);
    },
    run: async (script) => {
      await evaluate(script);
    },
  };
}

async function closeTabs(calls: RemoteCalls): Promise<void> {
  const { targetId } = await calls.call("Target.createTarget", { url: "about:blank" });
  const { targetInfos } = await calls.call("Target.getTargets");
  for (const target of targetInfos as readonly { readonly type: string; readonly targetId: string }[]) {
    if (target.type !== "page" || target.targetId === targetId) continue;
    await calls.call("Target.closeTarget", { targetId: target.targetId }).catch(() => undefined);
  }
}

async function stop(calls: RemoteCalls, program: ChildProcess): Promise<void> {
  await calls.call("Browser.close").catch(() => undefined);
  calls.close();
  await sleep(1_000);
  try {
    if (program.pid !== undefined) process.kill(-program.pid, "SIGKILL");
  } catch {
    // It ended by itself, as it was asked to.
  }
}
