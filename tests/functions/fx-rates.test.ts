import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it, vi } from "vitest";
import { withDatabase } from "../../db/client.ts";
import { importFxRates } from "../../functions/cron/import-fx-rates.ts";
import { ecbXml } from "../support/ecb-xml.ts";
import { bindings } from "../support/functions-world.ts";

const ADDRESS = "https://rates.example/daily.xml";

/** Runs the job at an instant, with what is answered for the rates; each test has a year of its own. */
async function run(at: string, answer: Response, address = ADDRESS) {
  const asked = vi.fn();
  const real = globalThis.fetch;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    if (String(input) !== ADDRESS) return real(input, init);
    asked();
    return answer;
  });
  const env = { ...bindings, ECB_RATES_ADDRESS: address };
  try {
    const counts = await withDatabase(env, (db) => importFxRates({ env, db, now: new Date(at) }));
    return { counts, asked: asked.mock.calls.length };
  } finally {
    vi.restoreAllMocks();
  }
}
const rates = (day: string, usd = "1.1") => new Response(ecbXml({ [day]: { USD: usd } }));
const stored = (day: string) =>
  withDatabase(bindings, (db) =>
    db.execute(sql`select rate from fx_rates where day = ${day}::date`),
  ) as unknown as Promise<{ rows: { rate: string }[] }>;

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the cron that imports rates", () => {
  it("asks from the afternoon until the day's rates are there, and no more then", async () => {
    expect((await run("2031-03-04T13:35:00Z", rates("2031-03-04"))).asked).toBe(0);
    expect(await run("2031-03-04T14:35:00Z", rates("2031-03-03"))).toEqual({
      counts: { fx_rates: 1 },
      asked: 1,
    });
    expect(await run("2031-03-04T15:35:00Z", rates("2031-03-04"))).toEqual({
      counts: { fx_rates: 1 },
      asked: 1,
    });
    expect(await run("2031-03-04T16:35:00Z", rates("2031-03-04", "9"))).toMatchObject({ asked: 0 });
    expect((await stored("2031-03-04")).rows).toEqual([{ rate: "1.1" }]);
  });

  it("asks nobody where no address is set", async () => {
    expect(await run("2032-03-04T15:35:00Z", rates("2032-03-04"), "")).toMatchObject({ asked: 0 });
  });

  it.each([
    [() => new Response("away", { status: 503 }), /503/],
    [() => new Response("<html/>"), /has no rates/],
    [() => new Response("x".repeat(200_001)), /too long/],
  ])("fails on what is no list of rates, and writes nothing (%#)", async (answer, error) => {
    await expect(run("2033-03-04T15:35:00Z", answer())).rejects.toThrow(error);
    expect((await stored("2033-03-04")).rows).toEqual([]);
  });

  it("keeps and tells a rate that is published otherwise later", async () => {
    await run("2034-03-03T15:35:00Z", rates("2034-03-03", "1.1"));
    const told: string[] = [];
    vi.spyOn(console, "error").mockImplementation((line) => void told.push(String(line)));
    await run("2034-03-04T15:35:00Z", rates("2034-03-03", "1.2"));
    expect(told.join()).toContain('"event":"fx_rates_differ"');
    expect((await stored("2034-03-03")).rows).toEqual([{ rate: "1.1" }]);
  });
});
