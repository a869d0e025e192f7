import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One that may read every site, as shopping helpers ask for, and one that may read only the publisher's. */
export const EXTENSIONS = ["broad", "narrow"] as const;
type Extension = (typeof EXTENSIONS)[number];

const manifest = (name: Extension) => ({
  manifest_version: 3,
  name,
  version: "1",
  permissions: ["tabs"],
  host_permissions: name === "broad" ? ["<all_urls>"] : [],
  background: { service_worker: "background.js", scripts: ["background.js"] },
  content_scripts: [{ matches: ["http://localhost/*"], js: ["content.js"] }],
  browser_specific_settings: { gecko: { id: `${name}@example.org` } },
});

const content = (name: Extension) => `
const asked = document.querySelector("[data-extension=${name}]");
if (asked) {
  const { act, link } = asked.dataset;
  if (["iframe", "embed", "object", "img"].includes(act)) {
    const part = document.createElement(act);
    if (part.localName === "object") part.data = link;
    else part.src = link;
    if (part.localName === "object" || part.localName === "embed") part.type = "text/html";
    document.body.append(part);
  } else chrome.runtime.sendMessage({ act, link });
}
`;

const BACKGROUND = `
chrome.runtime.onMessage.addListener(({ act, link: url }, { tab }) => {
  if (act === "tab-active") chrome.tabs.create({ url, active: true });
  if (act === "tab-background") chrome.tabs.create({ url, active: false });
  if (act === "tab-update") chrome.tabs.update(tab.id, { url });
  if (act === "window") chrome.windows.create({ url });
  if (act === "fetch") fetch(url).catch(() => undefined);
});
`;

/** Writes extensions that follow links as their pages ask, in the form that both browsers install. */
export function writeExtensions(folder: string): string[] {
  return EXTENSIONS.map((name) => {
    const own = join(folder, name);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, "manifest.json"), JSON.stringify(manifest(name)));
    writeFileSync(join(own, "content.js"), content(name));
    writeFileSync(join(own, "background.js"), BACKGROUND);
    return own;
  });
}
