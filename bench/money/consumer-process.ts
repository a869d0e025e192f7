import pg from "pg";
import type { ConversionMessage } from "../../contracts/conversion.ts";
import { byKeptBackend, envOf } from "./consume.ts";

/** A consumer in a process of its own, as each isolate has a thread of its own: takes a batch, and says when it is done. */
const [DATABASE_URL = ""] = process.argv.slice(2);
const client = new pg.Client({ connectionString: DATABASE_URL });
await client.connect();
const consume = byKeptBackend(envOf({ DATABASE_URL }), client);
process.on("message", (sales: readonly ConversionMessage[]) => {
  // What goes wrong ends the process, and with it the bench.
  void consume(sales).then(() => process.send?.("done"));
});
process.send?.("ready");
