import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { BROWSER, publishLink } from "../support/worker-fakes.ts";
import { createEdge } from "./edge-env.ts";

/** Where the owner of the link lets it lead. */
const ALLOWED = new Set(["shop.example", "de.stores.example"]);

/** Ways to write another host so that some parser, or some eye, takes it for an allowed one. */
const HOSTS = [
  ...["evil.example", "shop.example.evil.example", "evilshop.example", "stores.example", "xstores.example"],
  ...["shop.example.", "shop.example:8443", "shop.example@evil.example", "a:b@shop.example", "@evil.example"],
  ...["evil.example%2f@shop.example", "evil.example%23@shop.example", "shop.example%2eevil.example"],
  ...["shop.example%00.evil.example", "evil.example#shop.example", "evil.example?shop.example"],
  ...["evil.example/shop.example", "evil.example\\shop.example", "shop.example\\@evil.example"],
  ...[
    "127.0.0.1",
    "0x7f000001",
    "2130706433",
    "0177.0.0.1",
    "127.1",
    "[::1]",
    "[::ffff:7f00:1]",
    "localhost",
  ],
  ...[
    "１２７.0.0.1",
    "ѕhop.example",
    "sh\u00f8p.example",
    "shop\u3002example.evil.example",
    "shop.example\u2024evil",
  ],
  ...["169.254.169.254", "[fe80::1]", "shop.example\tevil.example", "shop.example\nevil.example"],
];
/** Ways to begin an address. */
const STARTS = ["https://", "//", "/\\", "\\\\", "https:/", "https:\\\\", "https:///"];
const OTHERS = [
  ...["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "\tjavascript:alert(1)"],
  ...[
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://shop.example/x",
  ],
  ...[
    "about:blank",
    "ftp://shop.example/",
    "http://shop.example/",
    "ws://shop.example/",
    "view-source:https://x",
  ],
  ...[
    "",
    " ",
    "/",
    "//",
    "https://",
    "shop.example",
    "?",
    "#",
    "%",
    "\u0000",
    "\ud800",
    "intent://x#Intent;end",
  ],
  ...["{click_id}", "https://{sub1}/", "https://{sub1}.evil.example/", "https://evil.example/{click_id}"],
];
const PAYLOADS = [...STARTS.flatMap((start) => HOSTS.map((host) => `${start}${host}/p`)), ...OTHERS];

let edge: ReturnType<typeof createEdge>;

beforeEach(() => {
  edge = createEdge();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

it("P18: a link goes only where its owner allowed, whatever a visitor writes", async () => {
  expect(new Set(PAYLOADS).size).toBeGreaterThan(200);
  const slug = await publishLink({
    allowed_hosts: ["shop.example", "*.stores.example"],
    allowed_schemes: ["myshop"],
  });
  const led = new Map<string, number>();
  for (const payload of [...PAYLOADS, "https://de.stores.example/ok", "myshop://ok"]) {
    for (const query of [
      `to=${encodeURIComponent(payload.replace(/\p{Cs}/gu, "\ufffd"))}`,
      `sub1=${encodeURIComponent(payload.replace(/\p{Cs}/gu, "\ufffd"))}`,
    ]) {
      const { status, headers } = await edge.call(`http://localhost/${slug}?${query}`, { headers: BROWSER });
      const { protocol, host, username, password } = new URL(headers.get("location") ?? "");
      expect([status, username, password]).toEqual([302, "", ""]);
      if (protocol !== "myshop:")
        expect([payload, protocol, ALLOWED.has(host)]).toEqual([payload, "https:", true]);
      led.set(host, (led.get(host) ?? 0) + 1);
    }
  }
  // Those that are allowed were followed, so the others were refused and not merely lost.
  expect([led.get("de.stores.example"), led.get("ok")]).toEqual([1, 1]);
});

it("P18: no value of a visitor moves a macro out of its place", async () => {
  const slug = await publishLink({ destination_url: "https://shop.example/{sub1}/{sub2}?q={sub3}#{sub4}" });
  for (const payload of PAYLOADS) {
    const value = encodeURIComponent(payload.replace(/\p{Cs}/gu, "\ufffd"));
    const query = [1, 2, 3, 4].map((number) => `sub${number}=${value}`).join("&");
    const { headers } = await edge.call(`http://localhost/${slug}?${query}`, { headers: BROWSER });
    const { protocol, host, searchParams } = new URL(headers.get("location") ?? "");
    expect([payload, protocol, host, [...searchParams.keys()]]).toEqual([
      payload,
      "https:",
      "shop.example",
      ["q", "tb_clid", "afsrc"],
    ]);
  }
});
