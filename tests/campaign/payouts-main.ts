import { parseArgs } from "node:util";
import { runPayoutsCampaign } from "./payouts-campaign.ts";

/**
 * `npm run campaign:payouts -- --seed S --runs 10000`: exits with 1 and the seed of the first run in which money was
 * paid twice, lost or not paid. The same seed plays the same.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    runs: { type: "string", default: "10000" },
  },
});
const [seed, runs] = [Number(values.seed), Number(values.runs)];
console.log(`seed ${seed}: ${runs} runs`);
const startedAtMs = Date.now();
try {
  const tally = await runPayoutsCampaign({ seed, runs, log: (line) => console.log(line) });
  const seconds = Math.round((Date.now() - startedAtMs) / 1_000);
  console.log(`ok  what was owed was paid, once: ${JSON.stringify(tally)} in ${seconds} s`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
