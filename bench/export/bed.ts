import { createHash, randomBytes } from "node:crypto";
import { createWriteStream, writeFileSync } from "node:fs";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { Miniflare, type WorkerOptions } from "miniflare";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { bundleDeployable } from "../../local/bundle.ts";
import { findFreePort, LOOPBACK } from "../../local/free-port.ts";
import { newId } from "../../platform/random.ts";
import { partKey, partName } from "../../services/log/log-keys.ts";
import { objectUrl } from "../../workers/api/export-object.ts";

const HOUR = new Date("2026-11-20T09:00:00Z");
const FOLDER = "day=2026-11-20/hour=09/";
const LIFETIME_MS = 3_600_000;
/** The least a Worker can do to hand an object out: no signature, no head, no range. Takes the objects in as well. */
const FLOOR_WORKER = `export default { async fetch(request, env) {
  const key = decodeURIComponent(new URL(request.url).pathname.slice(1));
  if (request.method === "PUT") return Response.json(await env.CLICK_LOG.put(key, request.body));
  return new Response((await env.CLICK_LOG.get(key)).body);
} };`;

/** An object of the log, also as a file beside it. */
export type ExportedObject = {
  readonly name: string;
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Its signed address at the API, and that at the floor. */
  readonly url: string;
  readonly floorUrl: string;
};

/** The API and the floor on one bucket that holds the objects. */
export type ExportBed = { readonly objects: readonly ExportedObject[]; stop(): Promise<void> };

/** Starts the API as it ships, and the floor, and fills their bucket with `count` objects of random bytes. */
export async function openExportBed(options: {
  readonly root: string;
  readonly scratch: string;
  readonly count: number;
  readonly bytes: number;
}): Promise<ExportBed> {
  const { scratch, count, bytes } = options;
  const exportKey = randomBytes(32).toString("base64url");
  const [apiPort, floorPort] = [await findFreePort(0), await findFreePort(0)];
  const api = await apiWorker(options, exportKey);
  const miniflare = new Miniflare({
    host: LOOPBACK,
    cf: false,
    r2Persist: join(scratch, "r2"),
    workers: [
      { ...api, unsafeDirectSockets: [{ host: LOOPBACK, port: apiPort }] },
      {
        name: "floor",
        modules: true,
        script: FLOOR_WORKER,
        compatibilityDate: "2026-04-01",
        r2Buckets: { CLICK_LOG: "click-log" },
        unsafeDirectSockets: [{ host: LOOPBACK, port: floorPort }],
      },
    ],
  });
  await miniflare.ready;
  const workspaceId = newId("ws", Date.now()) as WorkspaceId;
  const objects: ExportedObject[] = [];
  for (let index = 0; index < count; index += 1) {
    const content = randomBytes(bytes);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const name = partName(sha256);
    const key = partKey({ workspaceId, hour: HOUR }, name);
    const file = join(scratch, name);
    writeFileSync(file, content);
    const floorUrl = `http://${LOOPBACK}:${floorPort}/${encodeURIComponent(key)}`;
    await exchange(request(floorUrl, { agent: false, method: "PUT" }).end(content), async (answer) => {
      answer.resume();
    });
    const grant = { workspaceId, object: `${FOLDER}${name}`, expiresAtMs: Date.now() + LIFETIME_MS };
    objects.push({
      ...{ name, file, sha256, sizeBytes: bytes },
      url: await objectUrl(`http://${LOOPBACK}:${apiPort}`, grant, exportKey),
      floorUrl,
    });
  }
  return { objects, stop: () => miniflare.dispose() };
}

/** The API Worker, without the bindings that no export needs. */
async function apiWorker(
  { root, scratch }: { readonly root: string; readonly scratch: string },
  exportKey: string,
): Promise<WorkerOptions> {
  const unused = "unused";
  const { options } = await bundleDeployable({
    ...{ root, outDir: join(scratch, "bundles"), environment: "api" },
    values: new Proxy({} as Parameters<typeof bundleDeployable>[0]["values"], {
      get: (_, name) => (name === "EXPORT_URL_KEY" ? exportKey : unused),
    }),
  });
  return {
    ...options,
    serviceBindings: {},
    durableObjects: {},
    queueProducers: {},
    kvNamespaces: {},
  } as WorkerOptions;
}

/** Brings what an address answers into a file. */
export function take(url: string, path: string): Promise<void> {
  return exchange(request(url, { agent: false }).end(), (answer) =>
    pipeline(answer, createWriteStream(path)),
  );
}

/** A connection for each: one that is kept may be closed by the other side just as it is used again. */
function exchange(sent: ClientRequest, read: (answer: IncomingMessage) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    sent.on("error", reject);
    sent.on("response", (answer) => {
      if (answer.statusCode === 200) read(answer).then(resolve, reject);
      else reject(new Error(`${sent.path} answered ${answer.statusCode}`));
    });
  });
}
