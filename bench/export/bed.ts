import { fork } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, writeFileSync } from "node:fs";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import type { WorkspaceId } from "../../core/shared/id.ts";
import { bundleDeployable } from "../../local/bundle.ts";
import { LOOPBACK } from "../../local/free-port.ts";
import { killOnExit } from "../../local/processes.ts";
import { newId } from "../../platform/random.ts";
import { partKey, partName } from "../../services/log/log-keys.ts";
import { objectUrl } from "../../workers/api/export-object.ts";
import { startWorkerd, writeWorker } from "../edge/workerd.ts";
import { workerdConfig } from "../edge/workerd-config.ts";
import type { Held } from "./bucket-process.ts";

const HOUR = new Date("2026-11-20T09:00:00Z");
const FOLDER = "day=2026-11-20/hour=09/";
const LIFETIME_MS = 3_600_000;
/** The least a Worker can do to hand an object out: no signature, no head, no range. */
const FLOOR_WORKER = `export default { async fetch(request, env) {
  const key = decodeURIComponent(new URL(request.url).pathname.slice(1));
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

/**
 * Starts the API as it ships, and the floor, each in bare workerd, and fills the bucket behind them with `count` objects of
 * random bytes.
 */
export async function openExportBed(options: {
  readonly root: string;
  readonly scratch: string;
  readonly count: number;
  readonly bytes: number;
}): Promise<ExportBed> {
  const { scratch, count, bytes } = options;
  const exportKey = randomBytes(32).toString("base64url");
  const bucket = await startBucket();
  const { code, ...worker } = await apiWorker(options, exportKey);
  const config = workerdConfig({
    ...worker,
    outside: [{ binding: "CLICK_LOG", kind: "r2Bucket" }],
    standInPort: bucket.port,
  });
  const api = await startWorkerd(writeWorker(scratch, { name: "api", config, code }));
  const floor = await startWorkerd(writeWorker(scratch, { name: "floor", config, code: FLOOR_WORKER }));
  const workspaceId = newId("ws", Date.now()) as WorkspaceId;
  const held: Held[] = [];
  const objects: ExportedObject[] = [];
  for (let index = 0; index < count; index += 1) {
    const content = randomBytes(bytes);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const name = partName(sha256);
    const key = partKey({ workspaceId, hour: HOUR }, name);
    const file = join(scratch, name);
    writeFileSync(file, content);
    held.push({ key, file });
    const grant = { workspaceId, object: `${FOLDER}${name}`, expiresAtMs: Date.now() + LIFETIME_MS };
    objects.push({
      ...{ name, file, sha256, sizeBytes: bytes },
      url: await objectUrl(`http://${LOOPBACK}:${api.port}`, grant, exportKey),
      floorUrl: `http://${LOOPBACK}:${floor.port}/${encodeURIComponent(key)}`,
    });
  }
  await bucket.hold(held);
  const stop = async (): Promise<void> => {
    bucket.stop();
    await Promise.all([api.kill(), floor.kill()]);
  };
  return { objects, stop };
}

async function startBucket() {
  const child = fork(fileURLToPath(new URL("bucket-process.ts", import.meta.url)));
  killOnExit(child, "SIGKILL");
  const [port] = (await once(child, "message")) as [number];
  const hold = async (held: readonly Held[]): Promise<void> => {
    child.send(held);
    await once(child, "message");
  };
  return { port, hold, stop: () => child.kill("SIGKILL") };
}

/** The API Worker, with the texts that it asks for. */
async function apiWorker(
  { root, scratch }: { readonly root: string; readonly scratch: string },
  exportKey: string,
) {
  const unused = "unused";
  const { options } = await bundleDeployable({
    ...{ root, outDir: join(scratch, "bundles"), environment: "api" },
    values: new Proxy({} as Parameters<typeof bundleDeployable>[0]["values"], {
      get: (_, name) => (name === "EXPORT_URL_KEY" ? exportKey : unused),
    }),
  });
  const { modules, bindings, compatibilityDate, compatibilityFlags } = options as {
    readonly modules: readonly [{ readonly contents: string }];
    readonly bindings: Readonly<Record<string, string>>;
    readonly compatibilityDate: string;
    readonly compatibilityFlags: readonly string[];
  };
  return { code: modules[0].contents, texts: bindings, date: compatibilityDate, flags: compatibilityFlags };
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
