import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { LOOPBACK } from "../../local/free-port.ts";
import { percentile } from "../figures.ts";
import { Connection } from "./connection.ts";
import { VISITORS, visitorRequest } from "./visitors.ts";

/** As many requests as the connections carry, one after the other on each. */
export type Load = { readonly port: number; readonly connections: number; readonly seconds: number };
/** What a load met with. */
export type LoadResult = {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Us: number;
  /** Answers that were no redirect, broken connections and time-outs. */
  readonly errors: number;
};
/** Makes loads of the visitors of the bench. */
export type LoadGenerator = { readonly name: string; run(load: Load): Promise<LoadResult> };

/** Takes `wrk` where it is installed, else a client of our own, which takes more of the machine. */
export async function findLoadGenerator(folder: string): Promise<LoadGenerator> {
  try {
    // It has no command that succeeds; without arguments it prints how it is used.
    await promisify(execFile)("wrk", ["--version"]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { name: "own client", run: runOwn };
  }
  const script = join(folder, "visitors.lua");
  writeFileSync(script, wrkScript());
  return { name: "wrk", run: (load) => runWrk(script, load) };
}

async function runWrk(script: string, { port, connections, seconds }: Load): Promise<LoadResult> {
  const { stdout } = await promisify(execFile)("wrk", [
    ...["--threads", "1", "--connections", String(connections), "--duration", `${seconds}s`],
    ...["--timeout", "10s", "--script", script, `http://${LOOPBACK}:${port}/`],
  ]);
  const line = stdout.split("\n").find((one) => one.startsWith("{"));
  if (!line) throw new Error(`wrk printed no result: ${stdout}`);
  const { requests, durationUs, p50Us, errors } = JSON.parse(line) as Record<string, number> & {
    requests: number;
    durationUs: number;
    p50Us: number;
    errors: number;
  };
  return { requests, perSecond: (requests * 1e6) / durationUs, p50Us, errors };
}

function wrkScript(): string {
  const requests = Array.from({ length: VISITORS }, (_, index) => JSON.stringify(visitorRequest(index)));
  return `local requests = {\n${requests.join(",\n")}\n}
local last = 0
function request()
  last = last % #requests + 1
  return requests[last]
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('{"requests":%d,"durationUs":%d,"p50Us":%d,"errors":%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), e.connect + e.read + e.write + e.status + e.timeout))
end
`;
}

async function runOwn({ port, connections, seconds }: Load): Promise<LoadResult> {
  const texts = Array.from({ length: VISITORS }, (_, index) => visitorRequest(index));
  const latenciesUs: number[] = [];
  let next = 0;
  let errors = 0;
  const startedAtMs = performance.now();
  const endsAtMs = startedAtMs + seconds * 1_000;
  const work = async (): Promise<void> => {
    const connection = await Connection.open(port);
    while (performance.now() < endsAtMs) {
      const text = texts[next++ % VISITORS] as string;
      const sentAtMs = performance.now();
      const reply = await connection.ask(text);
      latenciesUs.push((performance.now() - sentAtMs) * 1_000);
      if (reply.status !== 302) errors += 1;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, work));
  const tookSeconds = (performance.now() - startedAtMs) / 1_000;
  return {
    requests: latenciesUs.length,
    perSecond: latenciesUs.length / tookSeconds,
    p50Us: percentile(latenciesUs, 0.5),
    errors,
  };
}
