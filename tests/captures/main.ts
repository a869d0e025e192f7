import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AUTOMATIC_CASES } from "./automatic-cases.ts";
import { type Browser, type BrowserName, type BrowserSettings, eventually, sleep } from "./browser.ts";
import type { Case } from "./case.ts";
import { startChromium } from "./chromium.ts";
import { type Desktop, startDesktop } from "./desktop.ts";
import { writeExtensions } from "./extension.ts";
import { startFirefox } from "./firefox.ts";
import { PERSON_CASES } from "./person-cases.ts";
import { type Seen, type Sites, startSites } from "./sites.ts";

const FIXTURES = fileURLToPath(new URL("../../core/link/fixtures", import.meta.url));
const CASES = [...PERSON_CASES, ...AUTOMATIC_CASES];
/** The case that is over before the others begin. */
const AT_START = "opened-at-start";
const REQUEST_TIMEOUT_MS = 8_000;

/** What a verdict may be made of; nothing that tells one machine from another. */
const KEPT = /^(accept|purpose|x-purpose|x-moz|sec-(?!ch-|websocket-).*)$/;

const START: Readonly<Record<BrowserName, (settings: BrowserSettings) => Promise<Browser>>> = {
  chromium: startChromium,
  firefox: startFirefox,
};

/** Captures the requests of the browsers named as arguments, or of both, and writes a fixture for each. */
async function main(): Promise<void> {
  const named = process.argv.slice(2);
  const only = named.filter((name) => !(name in START));
  const browsers = (Object.keys(START) as BrowserName[]).filter(
    (name) => named.length === only.length || named.includes(name),
  );
  const folder = mkdtempSync(join(tmpdir(), "tributary-captures-"));
  const desktop = await startDesktop();
  try {
    for (const name of browsers) await capture(name, { folder, desktop, only });
  } finally {
    desktop.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** What cases are played in. */
type Setting = { readonly browser: Browser; readonly desktop: Desktop; readonly sites: Sites };

/** With cases named by `only`, prints what they sent instead of writing the fixture. */
async function capture(
  name: BrowserName,
  { folder, desktop, only }: { folder: string; desktop: Desktop; only: readonly string[] },
): Promise<void> {
  const cases = CASES.filter(
    (one) => (one.only ?? name) === name && (only.length === 0 || only.includes(one.name)),
  );
  const sites = await startSites(cases);
  const profile = join(folder, name);
  mkdirSync(profile);
  const extensions = writeExtensions(join(folder, "extensions"));
  const firstUrl = sites.addressesOf(AT_START).link;
  const browser = await START[name]({ profile, display: desktop.name, extensions, firstUrl });
  const captured: Seen[] = [];
  const silent: string[] = [];
  try {
    for (const one of cases) {
      const request = await requestOf(one, { browser, desktop, sites });
      if (request) captured.push(request);
      else silent.push(one.name);
      if (only.length > 0) console.log(line(request ?? { case: one.name, method: "-", headers: {} }));
    }
  } finally {
    await browser.close();
    sites.stop();
  }
  if (only.length === 0) writeFileSync(join(FIXTURES, `${name}-requests.json`), fixture(browser, captured));
  console.log(
    `${name} ${browser.version}: ${captured.length} requests; none for: ${silent.join(", ") || "-"}`,
  );
}

/** Plays a case, and once more if nothing came: a busy machine may not have had the page in time. */
async function requestOf(one: Case, setting: Setting): Promise<Seen | undefined> {
  return (await play(one, setting)) ?? (await play(one, setting));
}

async function play(one: Case, { browser, desktop, sites }: Setting): Promise<Seen | undefined> {
  const at = sites.addressesOf(one.name);
  const before = one.name === AT_START ? 0 : sites.seenOf(one.name).length;
  const request = (index: number) =>
    eventually(() => sites.seenOf(one.name)[before + index], REQUEST_TIMEOUT_MS);
  const last = (one.requests ?? 1) - 1;
  if (one.start) await one.start({ browser, desktop, at });
  else {
    const tab = await browser.open(at.page);
    if (last > 0) await request(last - 1);
    await one.act?.(tab, at);
  }
  const captured = await request(last);
  await sleep(100);
  await browser.closeTabs();
  return captured;
}

/** One request a line, so that a difference between versions of a browser reads as one. */
function fixture({ name, version }: Browser, captured: readonly Seen[]): string {
  const agents = new Set(captured.map(({ headers }) => headers["user-agent"]));
  if (agents.size !== 1) throw new Error(`${name} calls itself ${[...agents].join(" and ")}`);
  const about = {
    browser: name,
    version,
    captured_on: new Date().toISOString().slice(0, 10),
    user_agent: [...agents][0],
  };
  const requests = captured.map((request) => `    ${line(request)}`).join(",\n");
  return `${JSON.stringify(about, null, 2).slice(0, -2)},\n  "requests": [\n${requests}\n  ]\n}\n`;
}

function line({ case: name, method, headers }: Seen): string {
  const kept = Object.fromEntries(Object.entries(headers).filter(([header]) => KEPT.test(header)));
  return JSON.stringify({ case: name, method, has_referrer: headers.referer !== undefined, headers: kept });
}

await main();
