import { expect, it } from "vitest";
import { guardUrl, urlProblem } from "./guard-url.ts";
import { isPublicAddress } from "./public-address.ts";

const STRICT = { allowsLoopback: false };

/** Forms in which somebody may try to have us ask inside, and why each is refused before any look-up. */
const REFUSED_FORMS: readonly (readonly [string, string])[] = [
  ["https://127.0.0.1/", "address_not_public"],
  ["https://127.1/", "address_not_public"],
  ["https://2130706433/", "address_not_public"],
  ["https://0x7f000001/", "address_not_public"],
  ["https://0x7f.0.0.1/", "address_not_public"],
  ["https://0177.0.0.1/", "address_not_public"],
  ["https://017700000001/", "address_not_public"],
  ["https://127.0.0.1./", "address_not_public"],
  ["https://１２７.０.０.１/", "address_not_public"],
  ["https://127。0。0。1/", "address_not_public"],
  ["https://%31%32%37.0.0.1/", "address_not_public"],
  ["https://0/", "address_not_public"],
  ["https://0.0.0.0/", "address_not_public"],
  ["https://10.0.0.1/", "address_not_public"],
  ["https://10.1/", "address_not_public"],
  ["https://172.16.0.1/", "address_not_public"],
  ["https://172.31.255.255/", "address_not_public"],
  ["https://192.168.0.1/", "address_not_public"],
  ["https://3232235521/", "address_not_public"],
  ["https://169.254.169.254/latest/meta-data/", "address_not_public"],
  ["https://0xa9fea9fe/", "address_not_public"],
  ["https://2852039166/", "address_not_public"],
  ["https://100.64.0.1/", "address_not_public"],
  ["https://100.127.255.254/", "address_not_public"],
  ["https://192.0.0.8/", "address_not_public"],
  ["https://192.0.2.1/", "address_not_public"],
  ["https://198.18.0.1/", "address_not_public"],
  ["https://198.51.100.1/", "address_not_public"],
  ["https://203.0.113.1/", "address_not_public"],
  ["https://224.0.0.1/", "address_not_public"],
  ["https://240.0.0.1/", "address_not_public"],
  ["https://255.255.255.255/", "address_not_public"],
  ["https://[::1]/", "address_not_public"],
  ["https://[::]/", "address_not_public"],
  ["https://[::ffff:127.0.0.1]/", "address_not_public"],
  ["https://[::ffff:7f00:1]/", "address_not_public"],
  ["https://[::ffff:8.8.8.8]/", "address_not_public"],
  ["https://[::ffff:0:127.0.0.1]/", "address_not_public"],
  ["https://[::127.0.0.1]/", "address_not_public"],
  ["https://[64:ff9b::7f00:1]/", "address_not_public"],
  ["https://[64:ff9b::a9fe:a9fe]/", "address_not_public"],
  ["https://[64:ff9b:1::1]/", "address_not_public"],
  ["https://[2002:7f00:1::]/", "address_not_public"],
  ["https://[2001::1]/", "address_not_public"],
  ["https://[2001:db8::1]/", "address_not_public"],
  ["https://[fc00::1]/", "address_not_public"],
  ["https://[fd00:ec2::254]/", "address_not_public"],
  ["https://[fe80::1]/", "address_not_public"],
  ["https://[fec0::1]/", "address_not_public"],
  ["https://[ff02::1]/", "address_not_public"],
  ["https://[100::1]/", "address_not_public"],
  ["http://shop.example/", "not_https"],
  ["ftp://shop.example/", "not_https"],
  ["file:///etc/passwd", "not_https"],
  ["gopher://shop.example/", "not_https"],
  ["javascript:alert(1)", "not_https"],
  ["java\nscript:alert(1)", "not_https"],
  ["data:text/plain,x", "not_https"],
  ["blob:https://shop.example/x", "not_https"],
  ["ws://shop.example/", "not_https"],
  ["https://user@shop.example/", "has_credentials"],
  ["https://user:secret@shop.example/", "has_credentials"],
  ["https://shop.example@127.0.0.1/", "has_credentials"],
  ["https://shop.example%2f@127.0.0.1/", "has_credentials"],
  ["https://shop.example:22/", "port_not_allowed"],
  ["https://shop.example:80/", "port_not_allowed"],
  ["https://shop.example:6379/", "port_not_allowed"],
  ["https://shop.example:5432/", "port_not_allowed"],
  ["https://localhost/", "host_not_allowed"],
  ["https://LOCALHOST./", "host_not_allowed"],
  ["https://ⓛocalhost/", "host_not_allowed"],
  ["https://api.localhost/", "host_not_allowed"],
  ["https://printer.local/", "host_not_allowed"],
  ["https://metadata.google.internal/", "host_not_allowed"],
  ["https://router.home.arpa/", "host_not_allowed"],
  ["https://postgres/", "host_not_allowed"],
  ["https://1.0.0.127.in-addr.arpa/", "host_not_allowed"],
  ["https://x.onion/", "host_not_allowed"],
  ["https://shop.example./", "host_not_allowed"],
  ["https:///", "not_a_url"],
  ["//127.0.0.1/", "not_a_url"],
  ["127.0.0.1", "not_a_url"],
  ["https://[::1", "not_a_url"],
  ["https://256.0.0.1/", "not_a_url"],
  ["", "not_a_url"],
];

it("has at least 60 forms that are refused", () => {
  expect(new Set(REFUSED_FORMS.map(([url]) => url)).size).toBeGreaterThanOrEqual(60);
});

it.each(REFUSED_FORMS)("refuses %s as %s, and asks no resolver", async (url, problem) => {
  const resolve = () => Promise.reject(new Error("asked"));
  expect(urlProblem(url, STRICT)).toBe(problem);
  expect(await guardUrl(url, { ...STRICT, resolve })).toBe(problem);
});

it.each([
  "https://shop.example/hooks?x=1",
  "https://shop.example:8443/",
  "https://8.8.8.8/",
  "https://[2606:4700:4700::1111]/",
  "https://bücher.example/",
])("allows %s where its host is public", async (url) => {
  expect(await guardUrl(url, { ...STRICT, resolve: async () => ["1.1.1.1", "2606:4700::1"] })).toBeNull();
});

it.each([
  [[], "host_unknown"],
  [["127.0.0.1"], "address_not_public"],
  [["1.1.1.1", "10.0.0.1"], "address_not_public"],
  [["1.1.1.1", "::ffff:10.0.0.1"], "address_not_public"],
  [["1.1.1.1", "fe80::1%eth0"], "address_not_public"],
  [["1.1.1.1", "not an address"], "address_not_public"],
  [["2130706433"], "address_not_public"],
])("judges a name that is at %j", async (addresses, problem) => {
  expect(await guardUrl("https://shop.example/", { ...STRICT, resolve: async () => addresses })).toBe(
    problem,
  );
});

it("allows what is on this machine only where it is told to, by its plain names alone", () => {
  const local = { allowsLoopback: true };
  for (const url of ["http://127.0.0.1:4000/x", "http://localhost:4000/", "https://127.0.0.1/"]) {
    expect(urlProblem(url, local)).toBeNull();
    expect(urlProblem(url, STRICT)).not.toBeNull();
  }
  for (const url of ["http://127.0.0.2/", "http://10.0.0.1/", "http://[::1]/", "ftp://127.0.0.1/"]) {
    expect(urlProblem(url, local)).not.toBeNull();
  }
});

it("takes no text for an address that is written in another form", () => {
  for (const text of ["1", "0x01010101", "01.1.1.1", "1.1.1", "", "::ffff:1.1.1.1", "1.1.1.1 "]) {
    expect(isPublicAddress(text)).toBe(false);
  }
  expect(isPublicAddress("1.1.1.1")).toBe(true);
});
