import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
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

const PROGRAM = "firefox-esr";

/** No first page, no question, no call home, and pop-ups let through so that there is something to capture. */
const PREFERENCES: Readonly<Record<string, string | number | boolean>> = {
  "app.update.enabled": false,
  "browser.aboutwelcome.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "browser.startup.page": 0,
  "browser.tabs.warnOnClose": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "dom.disable_open_during_load": false,
  "network.prefetch-next": true,
  "network.captive-portal-service.enabled": false,
  "toolkit.telemetry.enabled": false,
  "xpinstall.signatures.required": false,
};

/** Starts Firefox with a window and drives it by WebDriver BiDi. */
export async function startFirefox(settings: BrowserSettings): Promise<Browser> {
  const lines = Object.entries(PREFERENCES).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  writeFileSync(join(settings.profile, "user.js"), lines.join(""));
  const env = { ...process.env, DISPLAY: settings.display, HOME: settings.profile };
  const options = ["--profile", settings.profile, "--remote-debugging-port=0", settings.firstUrl];
  const program = spawn(PROGRAM, options, { env, detached: true, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  program.stderr?.on("data", (data) => {
    said += String(data);
  });
  const address = await eventually(() => /BiDi listening on (ws:\S+)/.exec(said)?.[1], 60_000);
  if (address === undefined) throw new Error(`firefox did not say where it listens: ${said}`);
  const calls = await connectCalls(`${address}/session`);
  const { capabilities } = await calls.call("session.new", { capabilities: {} });
  for (const path of settings.extensions) {
    await calls.call("webExtension.install", { extensionData: { type: "path", path } });
  }
  return {
    name: "firefox",
    version: String((capabilities as { readonly browserVersion: string }).browserVersion),
    open: (url) => openTab(calls, url),
    openFromDesktop: () =>
      Promise.reject(new Error("firefox takes no calls of the desktop while it is driven")),
    closeTabs: () => closeTabs(calls),
    close: () => stop(calls, program),
  };
}

async function openTab(calls: RemoteCalls, url: string): Promise<Tab> {
  const { context } = await calls.call("browsingContext.create", { type: "tab" });
  await calls.call("browsingContext.navigate", { context, url, wait: "none" });
  await untilLoaded(async () => {
    const expression = "location.href !== 'about:blank' && document.readyState";
    const { result } = await calls.call("script.evaluate", {
      ...{ expression, target: { context }, awaitPromise: false },
    });
    return (result as { readonly value: unknown }).value;
  });
  const perform = (...actions: readonly Record<string, unknown>[]) =>
    calls.call("input.performActions", { context, actions });
  const key = (type: "keyDown" | "keyUp", value: string) => ({ type, value });
  const [control, tabulator, enter] = ["\uE009", "\uE004", "\uE007"] as const;
  return {
    click: async ({ button, withControl = false } = {}) => {
      const which = button === "middle" ? 1 : 0;
      if (withControl) await perform({ type: "key", id: "keys", actions: [key("keyDown", control)] });
      await perform({
        ...{ type: "pointer", id: "mouse" },
        actions: [
          { type: "pointerMove", ...LINK_AT },
          { type: "pointerDown", button: which },
          { type: "pointerUp", button: which },
        ],
      });
      if (withControl) await perform({ type: "key", id: "keys", actions: [key("keyUp", control)] });
    },
    pressEnterOnLink: async () => {
      const keys = [tabulator, enter].flatMap((value) => [key("keyDown", value), key("keyUp", value)]);
      await perform({ type: "key", id: "keys", actions: keys });
    },
    run: async (expression) => {
      await calls.call("script.evaluate", { expression, target: { context }, awaitPromise: true });
    },
  };
}

async function closeTabs(calls: RemoteCalls): Promise<void> {
  const { context: kept } = await calls.call("browsingContext.create", { type: "tab" });
  const { contexts } = await calls.call("browsingContext.getTree", { maxDepth: 0 });
  for (const { context } of contexts as readonly { readonly context: string }[]) {
    if (context !== kept) await calls.call("browsingContext.close", { context }).catch(() => undefined);
  }
}

async function stop(calls: RemoteCalls, program: ChildProcess): Promise<void> {
  await calls.call("browser.close").catch(() => undefined);
  calls.close();
  await sleep(1_000);
  try {
    if (program.pid !== undefined) process.kill(-program.pid, "SIGKILL");
  } catch {
    // It ended by itself, as it was asked to.
  }
}
