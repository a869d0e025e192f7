import { parseArgs } from "node:util";
import { readDemoAccess } from "../seed.ts";
import { checkClicks, checkConversions, checkErrors, checkMoney, type Line, printTable } from "./checks.ts";
import { clickLinks } from "./clicks.ts";
import { useCommandLine } from "./command-line.ts";
import { sendConversions, sendEarlyConversion } from "./conversions.ts";
import { sendBadInput } from "./errors.ts";
import { clickRows, clicksInLog, decidedConversions, isWaiting, ownCommissions } from "./evidence.ts";
import { tryMoneyRules } from "./money-rules.ts";
import { checkProviders, payOut, runCron } from "./payouts.ts";
import { setUp } from "./setup.ts";
import { printMoneyTrail } from "./trail.ts";
import { useTypedClient } from "./typed-client.ts";
import { useWaysIn } from "./ways-in.ts";

/** Drives the running system over HTTP only and holds it to its promises. Exits with 1 if any line fails. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { "data-dir": { type: "string", default: ".tributary" } } });
  const world = await setUp(readDemoAccess(values["data-dir"]));
  console.log(
    `run ${world.runId}: ${world.affiliates.length} affiliates, ${world.links.length} links, 2 programs`,
  );

  const early = await sendEarlyConversion(world);
  const clicked = await clickLinks(world);
  const wasWaiting = await isWaiting(world, early.externalId);
  await early.release();
  const rows = await clickRows(world, clicked.accepted.length + clicked.prefetches + 1);
  const sent = [...(await sendConversions(world, clicked.accepted)), early];
  const log = await clicksInLog(world);
  const refused = await sendBadInput(world);
  await runCron(world, "* * * * *");
  const conversions = await decidedConversions(world, sent.length);
  const batches = await payOut(world);
  const commissions = await ownCommissions(world);

  const ways = await useWaysIn(world);
  const rules = await tryMoneyRules(world);
  const client = await useTypedClient(world);
  const command = await useCommandLine(world, {
    clickIds: clicked.accepted.map(({ clickId }) => clickId),
    externalId: early.externalId,
  });

  const lines: readonly Line[] = [
    ...checkClicks({ clicked, earlyClickId: early.clickId, rows, log }),
    ...checkConversions({ sent, conversions, wasWaiting }),
    ...checkErrors(refused),
    ...(await checkMoney(world, commissions, batches)),
    ...(await checkProviders(world, batches)),
    ...ways,
    ...rules,
    ...client,
    ...command,
  ];
  await printMoneyTrail(world, sent, commissions);
  printTable(lines);
  if (lines.some(({ isOk }) => !isOk)) process.exitCode = 1;
}

await main();
