import { afterEach, beforeEach, expect, it } from "vitest";
import { dnsOverHttps } from "../platform/dns-over-https.ts";
import { type LocalDns, startDns } from "./dns.ts";

let dns: LocalDns;
beforeEach(async () => {
  dns = await startDns();
});
afterEach(() => dns.stop());

const ask = (name: string) => dnsOverHttps(dns.url)(name);

it("answers as a resolver of the world does, with the records that were set last", async () => {
  expect(await ask("_tributary.go.shop.example")).toEqual([]);
  dns.setRecords("_tributary.GO.shop.example", ['a "quoted" \\ text', "another"]);
  expect(await ask("_Tributary.go.shop.example")).toEqual(['a "quoted" \\ text', "another"]);
  dns.setRecords("_tributary.go.shop.example", []);
  expect(await ask("_tributary.go.shop.example")).toEqual([]);
});

it("knows TXT records alone, and answers no web page", async () => {
  dns.setRecords("a.example", ["text"]);
  const other = await fetch(`${dns.url}?name=a.example&type=A`);
  expect(await other.json()).toEqual({ Status: 3 });
  const page = await fetch(`${dns.url}?name=a.example&type=TXT`, {
    headers: { origin: "https://evil.example" },
  });
  expect(page.status).toBe(403);
});
