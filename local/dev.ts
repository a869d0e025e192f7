import { appendFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { DEMO_SLUG, type DemoAccess, seedDemoWorkspace } from "./seed.ts";
import { prepareShutdown } from "./shutdown.ts";
import { type Stack, type StackPart, startStack } from "./stack.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const CONTROL_PORT = 8790;

const USAGE = `npm run dev -- [options]
  --fresh              start over: removes everything in the data folder
  --port <number>      port of the link host (8787)
  --api-port <number>  port of the API host (8788)
  --data-dir <folder>  where everything is kept (.tributary)`;

/** Runs the whole system until Ctrl-C, and prints how to use it. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      fresh: { type: "boolean", default: false },
      port: { type: "string", default: "8787" },
      "api-port": { type: "string", default: "8788" },
      "data-dir": { type: "string", default: join(ROOT, ".tributary") },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const shutdown = prepareShutdown();
  const dataDir = resolve(values["data-dir"]);
  const stack = await startStack({
    ...{ root: ROOT, dataDir, fresh: values.fresh, log: logTo(join(dataDir, "stack.log")) },
    ports: { link: readPort(values.port), api: readPort(values["api-port"]), control: CONTROL_PORT },
  });
  shutdown.before(stack.stop);
  void stack.stopRequested.then(() => shutdown.end("asked to by the control server"));
  const access = await seedDemoWorkspace(stack);
  console.log([...describe(stack), ...describeDemo(access)].join("\n"));
  // Counted from the start of the process, so that loading the tools is in it.
  console.log(`\nReady after ${(performance.now() / 1000).toFixed(1)} s. Ctrl-C stops everything.`);
}

function describe(stack: Stack): readonly string[] {
  return [
    "",
    `Link host     ${stack.linkUrl}`,
    `API host      ${stack.apiUrl}`,
    `Control       ${stack.controlUrl} (this machine only)`,
    `Mails         ${stack.mailboxUrl} (all that was sent, to whomever)`,
    `Postgres      ${stack.ownerUrl}`,
    `Rates         DATABASE_URL=${stack.appUrl} DATABASE_PROXY=${stack.databaseProxy} npm run tributary -- fx import FILE`,
    `Redis         ${stack.redisEngine}`,
    `Data and log  ${stack.dataDir}`,
  ];
}

/** The demo workspace's keys, and how a click becomes a commission in three lines. */
function describeDemo({ link_url, api_url, workspace_id, keys }: DemoAccess): readonly string[] {
  const agent = '-A "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"';
  const sale = `'{"external_id":"order-'$CLICK'","event":"sale","click_id":"'$CLICK'","amount_minor":"4999","currency":"EUR"}'`;
  return [
    "",
    `Workspace     ${workspace_id}`,
    `Admin key     ${keys.admin}`,
    `Merchant key  ${keys.merchant}`,
    `Website key   ${keys.publishable}`,
    "",
    "From a click to a commission:",
    `  CLICK=$(curl -s -o /dev/null -w '%{redirect_url}' ${agent} ${link_url}/${DEMO_SLUG} | sed 's/.*tb_clid=\\([^&]*\\).*/\\1/')`,
    `  curl -s ${api_url}/v1/conversions -H "Authorization: Bearer ${keys.merchant}" -H "Content-Type: application/json" -d ${sale}`,
    `  sleep 3; echo; curl -s ${api_url}/v1/conversions/ext:order-$CLICK/explain -H "Authorization: Bearer ${keys.admin}"`,
  ];
}

/** Everything goes to the file; what Workers and crons say is shown too. */
function logTo(path: string): (part: StackPart, line: string) => void {
  return (part, line) => {
    appendFileSync(path, `${new Date().toISOString()} ${part} ${line}\n`);
    if (part === "workers" || part === "cron") console.log(`[${part}] ${line}`);
  };
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`"${text}" is no port`);
  return port;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
