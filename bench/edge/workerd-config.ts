import { join } from "node:path";
import { unstable_readConfig } from "wrangler";
import { LOOPBACK } from "../../local/free-port.ts";

/** The header that tells the stand-in which binding a call came through. */
export const BINDING_HEADER = "x-bench-binding";
/** The header that becomes `request.cf`, as Cloudflare fills it in production. */
export const CF_HEADER = "cf-blob";

/** Host under which the bench publishes its links. */
export const LINK_HOST = "go.example.com";
const testKey = (fill: number): string => Buffer.alloc(32, fill).toString("base64url");
/** Texts the edge gets as variables and secrets; one it does not declare is never read. */
const TEXTS = { LINK_HOSTS: LINK_HOST, CLICK_ID_KEYS: testKey(1), API_KEY_PEPPER: testKey(2) };

/** The least a Worker can do for a redirect: what the runtime itself costs. */
export const CONSTANT_WORKER = `const headers = { location: "https://shop.example/product?color=red" };
export default { fetch() { return new Response(null, { status: 302, headers }); } };
`;

/**
 * The least that a Worker can do which takes from a request what a click is made of, and answers with the
 * headers of a redirect: no id, no record, no queue. What lies between it and the edge is our own code.
 */
export const READING_WORKER = `const names = ["cookie", "user-agent", "referer", "cf-connecting-ip", "sec-fetch-dest",
  "sec-fetch-mode", "sec-fetch-site", "sec-fetch-user", "sec-purpose", "purpose", "x-purpose", "x-moz",
  "accept-language", "sec-gpc"];
const headers = new Headers({ "Cache-Control": "no-store", "Referrer-Policy": "strict-origin-when-cross-origin" });
let count = 0;
let chars = 0;
export default { fetch(request) {
  count += 1;
  for (const name of names) chars += request.headers.get(name)?.length ?? 0;
  chars += request.url.length + request.method.length + request.cf.country.length;
  headers.set("Location", "https://shop.example/product?color=red&tb_clid=abcdefghijklmnopqrstuvwx&count=" + count);
  headers.set("Request-Id", "req_0123456789abcdef01234567" + count);
  headers.set("Set-Cookie", "tb_vid=abcdefghijklmnopqrstuv; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax");
  headers.append("Set-Cookie", "tb_rpt=abcdefghijklmnopqrstuvwx; Path=/summer-1; Max-Age=30; HttpOnly; SameSite=Lax");
  return new Response(null, { status: 302, headers });
} };
`;

/** What is read of the section of the edge in wrangler.toml. */
type EdgeSection = {
  readonly kv_namespaces: readonly { readonly binding: string }[];
  readonly r2_buckets: readonly { readonly binding: string }[];
  readonly queues: { readonly producers?: readonly { readonly binding: string }[] };
  readonly services?: readonly { readonly binding: string }[];
  readonly durable_objects: {
    readonly bindings: readonly { readonly name: string }[];
  };
  readonly compatibility_date?: string;
  readonly compatibility_flags: readonly string[];
};
/** A binding that leads to a service of another process. */
type Outside = { readonly binding: string; readonly kind: "kvNamespace" | "r2Bucket" | "queue" | "service" };
const quote = (text: string): string => JSON.stringify(text);

/**
 * The Worker of the edge with every binding that wrangler.toml gives it led to the stand-in, so that a changed list of
 * bindings needs no change here.
 */
export function edgeConfig(root: string, standInPort: number): string {
  const edge: EdgeSection = unstable_readConfig({ config: join(root, "wrangler.toml"), env: "edge" });
  return workerdConfig({
    texts: TEXTS,
    outside: [
      ...edge.kv_namespaces.map(({ binding }) => ({ binding, kind: "kvNamespace" as const })),
      ...edge.r2_buckets.map(({ binding }) => ({ binding, kind: "r2Bucket" as const })),
      ...(edge.queues.producers ?? []).map(({ binding }) => ({ binding, kind: "queue" as const })),
      // The links of the bench call none of these; a Durable Object of the stand-in's own would be an isolate more to start.
      ...(edge.services ?? []).map(({ binding }) => ({ binding, kind: "service" as const })),
      ...edge.durable_objects.bindings.map(({ name }) => ({ binding: name, kind: "service" as const })),
    ],
    standInPort,
    date: edge.compatibility_date,
    flags: edge.compatibility_flags,
  });
}

/** A Worker of one module, `index.js` beside the config, with texts and with bindings that lead to the stand-in. */
export function workerdConfig(worker: {
  readonly texts: Readonly<Record<string, string>>;
  readonly outside: readonly Outside[];
  readonly standInPort: number;
  readonly date?: string | undefined;
  readonly flags?: readonly string[] | undefined;
}): string {
  const { outside, standInPort, date = "2026-04-01", flags = [] } = worker;
  const texts = Object.entries(worker.texts).map(
    ([name, value]) => `(name = ${quote(name)}, text = ${quote(value)})`,
  );
  const led = outside.map(
    ({ binding, kind }) => `(name = ${quote(binding)}, ${kind} = ${quote(`stand-in-${binding}`)})`,
  );
  const services = outside.map(({ binding }) => external(binding, standInPort));
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "index.js", esModule = embed "index.js")],
      compatibilityDate = ${quote(date)},
      compatibilityFlags = [${flags.map(quote).join(", ")}],
      bindings = [
        ${[...texts, ...led].join(",\n        ")}
      ])),
    ${services.join(",\n    ")}
  ],
  sockets = [(name = "http", address = "${LOOPBACK}:0", http = (cfBlobHeader = ${quote(CF_HEADER)}), service = "main")]
);
`;
}

function external(binding: string, port: number): string {
  const header = `(name = ${quote(BINDING_HEADER)}, value = ${quote(binding)})`;
  const address = quote(`${LOOPBACK}:${port}`);
  return `(name = ${quote(`stand-in-${binding}`)}, external = (address = ${address}, http = (injectRequestHeaders = [${header}])))`;
}
