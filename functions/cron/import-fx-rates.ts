import { hasRates } from "../../services/fx/find-rates.ts";
import { importRates } from "../../services/fx/import-rates.ts";
import { ECB, readEcb } from "../../services/fx/read-ecb.ts";
import type { Job } from "./job.ts";

/** The day's rates come at about 16:00 in Frankfurt, which is this hour of UTC in summer. */
const FIRST_HOUR = 14;
const LIMIT_MS = 20_000;
/** Thirty currencies are 2 KB; a longer answer is none. */
const CHARACTERS_MAX = 200_000;

/**
 * Imports the reference rates of the European Central Bank: asks each hour until those of the day are there,
 * which on weekends and holidays they never are. Does nothing where no address is set.
 */
export const importFxRates: Job = async ({ env, db, now }) => {
  const day = now.toISOString().slice(0, 10);
  const isDue = env.ECB_RATES_ADDRESS !== "" && now.getUTCHours() >= FIRST_HOUR;
  if (!isDue || (await hasRates(db, { source: ECB, day }))) return { fx_rates: 0 };
  const answer = await fetch(env.ECB_RATES_ADDRESS, { signal: AbortSignal.timeout(LIMIT_MS) });
  if (!answer.ok) throw new Error(`the rates of the European Central Bank answer ${answer.status}`);
  const text = await answer.text();
  const read = text.length > CHARACTERS_MAX ? null : readEcb(text);
  if (!read?.ok) throw new Error(`what should be rates ${read ? read.error : "is too long"}`);
  const { added, differs } = await importRates(db, read.value);
  if (differs.length > 0) {
    console.error(JSON.stringify({ event: "fx_rates_differ", source: ECB, kept: differs }));
  }
  return { fx_rates: added };
};
