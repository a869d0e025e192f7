import { parseArgs } from "node:util";
import { runMoneyCampaign } from "./money-campaign.ts";

/**
 * `npm run campaign:money -- --seed S --histories 2000`: exits with 1 and the shortest history in which the system
 * and the model differ, or with `--no-shrink` the first.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    "no-shrink": { type: "boolean", default: false },
    histories: { type: "string", default: "2000" },
  },
});
const options = {
  seed: Number(values.seed),
  histories: Number(values.histories),
  shrinks: !values["no-shrink"],
};
console.log(`seed ${options.seed}: ${options.histories} histories`);
const startedAtMs = Date.now();
try {
  const tally = await runMoneyCampaign({ ...options, log: (line) => console.log(line) });
  const seconds = Math.round((Date.now() - startedAtMs) / 1_000);
  console.log(`ok  the system is as the model says: ${JSON.stringify(tally)} in ${seconds} s`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
