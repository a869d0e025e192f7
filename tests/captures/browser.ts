/** One tab of a real browser, driven from outside. */
export type Tab = {
  /** A person's click in the middle of the page's upper left corner, where every page here has its link. */
  readonly click: (how?: { readonly button?: "middle"; readonly withControl?: boolean }) => Promise<void>;
  /** A person's press of Tab and Enter, which follows the first link. */
  readonly pressEnterOnLink: () => Promise<void>;
  /** Runs a script as the page would, without a person's act. */
  readonly run: (script: string) => Promise<void>;
};

/** A real browser with a window, and how it is driven. */
export type Browser = {
  readonly name: BrowserName;
  readonly version: string;
  /** Opens an address in a new tab and waits till it is there. */
  readonly open: (url: string) => Promise<Tab>;
  /**
   * Asks the running browser to open an address, as another program of the desktop would. Firefox takes
   * no such calls while it is driven.
   */
  readonly openFromDesktop: (url: string) => Promise<void>;
  /** Closes every tab but one, which is left empty. */
  readonly closeTabs: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type BrowserName = "chromium" | "firefox";

/** What a browser is started with. */
export type BrowserSettings = {
  /** An empty folder for its profile. */
  readonly profile: string;
  /** The folders of the extensions to install. */
  readonly extensions: readonly string[];
  /** What it opens first, as told on its command line. */
  readonly firstUrl: string;
  /** The X display its window is on. */
  readonly display: string;
};

/** Where every page has its link: pixels of the viewport. */
export const LINK_AT = { x: 60, y: 40 };

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `check` gives a value, and returns undefined after `timeoutMs`. */
export async function eventually<Value>(
  check: () => Value | undefined,
  timeoutMs: number,
): Promise<Value | undefined> {
  const endsAt = Date.now() + timeoutMs;
  for (;;) {
    const value = check();
    if (value !== undefined || Date.now() > endsAt) return value;
    await sleep(25);
  }
}

/** Waits until a page says that it is complete, and a moment for it to be drawn; 5 s at most. */
export async function untilLoaded(readyState: () => Promise<unknown>): Promise<void> {
  const endsAt = Date.now() + 5_000;
  while (Date.now() < endsAt) {
    if ((await readyState().catch(() => "moved on")) === "complete") break;
    await sleep(50);
  }
  await sleep(300);
}
