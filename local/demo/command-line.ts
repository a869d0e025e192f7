import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { answerOf, verifyWebhook, WebhookError } from "../../sdk/client/index.ts";
import { closeServer, listenLocally } from "../loopback.ts";
import { type Line, line } from "./checks.ts";
import { rowIdOf } from "./evidence.ts";
import { eventually } from "./http.ts";
import type { DemoWorld } from "./setup.ts";

const BIN = fileURLToPath(new URL("../../cli/tributary.mjs", import.meta.url));
const HOUR_MS = 3_600_000;

/** What a run of the command left: its exit code, and the JSON objects that it printed. */
type Ran = { readonly code: number; readonly rows: readonly unknown[] };

/** What is known of the run before the command is asked about it. */
type Known = {
  readonly clickIds: readonly string[];
  /** Of a conversion that earned something. */
  readonly externalId: string;
};

/** Uses the command `tributary` as a shell does, without a terminal, and holds it to its exit codes and its JSON. */
export async function useCommandLine(world: DemoWorld, known: Known): Promise<readonly Line[]> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-demo-"));
  try {
    return [
      ...(await askCommands(world, known)),
      ...(await exportClicks(world, known, folder)),
      await listen(world),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const envOf = ({ access }: DemoWorld, key = access.keys.admin) => ({
  ...{ PATH: process.env.PATH, TRIBUTARY_URL: access.api_url, TRIBUTARY_KEY: key },
});

function run(world: DemoWorld, args: readonly string[], key?: string): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { env: envOf(world, key), maxBuffer: 64 * 1_024 * 1_024 };
    const child = execFile(process.execPath, [BIN, ...args, "--json"], options, (_, printed) => {
      const rows = printed.split("\n").filter((each) => each.startsWith("{"));
      resolve({ code: child.exitCode ?? -1, rows: rows.map((each) => JSON.parse(each)) });
    });
  });
}

async function askCommands(world: DemoWorld, { externalId }: Known): Promise<readonly Line[]> {
  const doctor = await run(world, ["doctor"]);
  const checks = doctor.rows as { check: string; status: string; detail: string }[];
  const wrong = checks.filter(({ check, status }) => check !== "bad rows" && status !== "ok");
  const links = await run(world, ["links", "list", "--limit", "0"]);
  const listed = new Set((links.rows as { id: string }[]).map(({ id }) => id));
  const conversions = await run(world, ["conversions", "list", "--limit", "0", "--status", "attributed"]);
  const external = (conversions.rows as { external_id: string }[]).map(({ external_id }) => external_id);
  const explained = await run(world, ["explain", `ext:${externalId}`]);
  const [trace] = explained.rows as { conversion: { external_id: string }; commissions: unknown[] }[];
  const ledger = await run(world, ["ledger", "verify"]);
  const [chain] = ledger.rows as { status: string; fault: unknown }[];
  const refused = await run(world, ["links", "list"], world.access.keys.merchant);
  const misread = await run(world, ["links", "list", "--colour", "red"]);
  return [
    line(
      "tributary doctor finds the system well",
      `${checks.length} looked at, wrong: ${wrong.map(({ check, detail }) => `${check} ${detail}`).join(", ")}`,
      "6 looked at, wrong: ",
    ),
    line(
      "tributary links list has each link of the run",
      `${links.code}, ${world.links.filter(({ id }) => listed.has(id)).length}`,
      `0, ${world.links.length}`,
    ),
    line(
      "tributary conversions list has a sale of the run once",
      `${conversions.code}, ${external.filter((each) => each === externalId).length}`,
      "0, 1",
    ),
    line(
      "tributary explain tells what the sale earned",
      `${explained.code}, ${trace?.conversion.external_id}, ${trace?.commissions.length}`,
      `0, ${externalId}, 1`,
    ),
    line("tributary ledger verify finds it intact", `${ledger.code}, ${chain?.status}`, "0, intact"),
    line("tributary ends with 3 for a key without the scope", refused.code, 3),
    line("tributary ends with 2 for an unknown option", misread.code, 2),
  ];
}

/** Takes the raw log of the run's hours out, twice: the second time all of it is there. */
async function exportClicks(world: DemoWorld, { clickIds }: Known, folder: string): Promise<readonly Line[]> {
  const from = new Date(world.startedAt.getTime() - HOUR_MS).toISOString();
  const to = new Date(Date.now() + HOUR_MS).toISOString();
  const span = ["--kind", "raw", "--from", from, "--to", to, "--out", folder];
  const first = await run(world, ["clicks", "export", ...span]);
  const second = await run(world, ["clicks", "export", ...span]);
  const [told] = second.rows as { files: number; taken: number; there_already: number }[];
  const files = readdirSync(join(folder, "raw"), { recursive: true, encoding: "utf8" });
  const ids = new Set(
    files
      .filter((name) => name.endsWith(".ndjson.gz"))
      .flatMap((name) =>
        gunzipSync(readFileSync(join(folder, "raw", name)))
          .toString("utf8")
          .split("\n"),
      )
      .filter((each) => each !== "")
      .map((each) => rowIdOf((JSON.parse(each) as { id: string }).id)),
  );
  const wanted = clickIds.map(rowIdOf);
  return [
    line(
      "tributary clicks export takes every answered click out",
      `${first.code}, ${wanted.filter((id) => ids.has(id)).length}`,
      `0, ${wanted.length}`,
    ),
    line(
      "and the same command again takes nothing",
      `${second.code}, ${told?.taken}, ${told?.there_already}`,
      `0, 0, ${told?.files}`,
    ),
  ];
}

type Got = { readonly body: string; readonly headers: IncomingHttpHeaders };

/** Has events sent on to a server of this machine while links are made, and checks the signature of one as its receiver does. */
async function listen(world: DemoWorld): Promise<Line> {
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    got.push({ body: Buffer.concat(await request.toArray()).toString("utf8"), headers: request.headers });
    response.writeHead(204).end();
  });
  const to = `http://127.0.0.1:${await listenLocally(server, 0)}/webhooks`;
  const args = ["webhooks", "listen", "--forward-to", to, "--type", "link.created", "--for", "90"];
  const child = spawn(process.execPath, [BIN, ...args], {
    ...{ env: envOf(world), stdio: ["ignore", "ignore", "pipe"] },
  });
  try {
    const secret = await secretOf(child.stderr);
    // It hears of what happens once it has begun to listen, so links are made until one is heard of.
    const { body, headers } = await eventually("an event sent on", 60, async () => {
      await makeLink(world);
      return got[0] ?? null;
    });
    const given = new Headers(headers as Record<string, string>);
    const event = await verifyWebhook<{ type: string }>(body, given, { secret });
    const forged = await verifyWebhook(body.replace(event.type, "link.updated"), given, { secret }).then(
      () => "taken",
      (error: unknown) => (error instanceof WebhookError ? "refused" : String(error)),
    );
    return line(
      "tributary webhooks listen signs, and a change breaks it",
      `${event.type}, ${forged}`,
      "link.created, refused",
    );
  } finally {
    child.kill();
    await closeServer(server);
  }
}

async function makeLink(world: DemoWorld): Promise<void> {
  const { api, links, affiliates } = world;
  const path = { id: links[0]?.id ?? "" };
  const { program_id } = await answerOf(api.GET("/v1/links/{id}", { params: { path } }));
  const of = ["--program-id", program_id, "--affiliate-id", affiliates[0]?.id ?? ""];
  await run(world, ["links", "create", ...of, "--destination-url", "https://shop.example/heard-of"]);
}

async function secretOf(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const each of createInterface({ input: stderr })) {
    const [secret] = /whsec_\S+/.exec(each) ?? [];
    if (secret) return secret;
  }
  throw new Error("tributary webhooks listen named no secret");
}
