import { parseArgs } from "node:util";
import { runClicksCampaign } from "./clicks-campaign.ts";
import { judgeCampaign } from "./judge-campaign.ts";

/** `npm run campaign:clicks -- --seed S --clicks 30000 --kills 1000`: exits with 1 if a promise was broken. */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    clicks: { type: "string", default: "30000" },
    kills: { type: "string", default: "1000" },
  },
});
const options = { seed: Number(values.seed), clicks: Number(values.clicks), kills: Number(values.kills) };
console.log(`seed ${options.seed}: ${options.clicks} clicks, ${options.kills} kills`);
const startedAtMs = Date.now();
const result = await runClicksCampaign({ ...options, log: (line) => console.log(line) });
const lines = judgeCampaign(result);
for (const { claim, found, isOk } of lines)
  console.log(`${isOk ? "ok  " : "FAIL"}  ${claim.padEnd(60)} ${found}`);
console.log(
  `faults ${JSON.stringify(Object.fromEntries(result.faults))} in ${Math.round((Date.now() - startedAtMs) / 1_000)} s`,
);
process.exitCode = lines.every(({ isOk }) => isOk) ? 0 : 1;
