import { abortAllDurableObjects, env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { capCounterName } from "../../contracts/cap-counter.ts";
import { capSpan } from "../../core/link/caps.ts";
import { CapCounts, KEEP_MS } from "./cap-counts.ts";

const NOON_MS = Date.parse("2026-11-30T12:00:00Z");
const HOUR_MS = 3_600_000;
const span = capSpan("day", NOON_MS);
const total = capSpan("total", NOON_MS);

let name: string;
let caps = 0;
const counter = () => env.CAPS.getByName(name);
const take = (clickId: string, max: number, of = span) => counter().take({ clickId, span: of, max });
/** Takes clicks of these numbers at once; gives how many passed. */
async function pass(numbers: readonly number[], max: number, of = span): Promise<number> {
  const answers = await Promise.all(numbers.map((number) => take(`click-${number}`, max, of)));
  return answers.filter((isOver) => !isOver).length;
}
const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);
const clicksOf = async (of = span) => (await counter().read(of.key)).clicks;
const conversionsOf = async (of = span) => (await counter().read(of.key)).conversions;

beforeEach(() => {
  caps += 1;
  name = capCounterName("ws_one", `cap_${caps}`);
});

describe("clicks", () => {
  it("pass up to the cap exactly, however many ask at once", async () => {
    expect(await pass(range(0, 200), 50)).toBe(50);
    expect(await clicksOf()).toBe(50);
  });

  it("count once, however often they ask", async () => {
    const asked = await Promise.all(Array.from({ length: 20 }, () => take("click-1", 1)));
    expect(asked).toEqual(Array.from({ length: 20 }, () => false));
    expect([await clicksOf(), await take("click-2", 1)]).toEqual([1, true]);
  });

  it("let none pass a cap of 0", async () => {
    expect([await take("click-1", 0), await clicksOf()]).toEqual([true, 0]);
  });

  it("let the difference pass when the cap is raised, and none while it is lowered", async () => {
    expect(await pass(range(0, 100), 30)).toBe(30);
    expect(await pass(range(100, 100), 45)).toBe(15);
    expect(await pass(range(200, 100), 10)).toBe(0);
    expect(await pass(range(300, 100), 46)).toBe(1);
    expect(await clicksOf()).toBe(46);
  });

  it("begin anew at midnight UTC, at the end of the month, and never for a total", async () => {
    const last = Date.parse("2026-11-30T23:59:59.999Z");
    for (const [index, period] of (["day", "month", "total"] as const).entries()) {
      name = capCounterName("ws_rollover", `cap_${index}`);
      expect(await pass(range(0, 3), 2, capSpan(period, last))).toBe(2);
      expect(await pass(range(3, 3), 2, capSpan(period, last + 1))).toBe(period === "total" ? 0 : 2);
    }
  });

  it("of one cap say nothing about another", async () => {
    await take("click-1", 1);
    const other = env.CAPS.getByName(capCounterName("ws_one", `${name}-other`));
    expect(await other.take({ clickId: "click-2", span, max: 1 })).toBe(false);
  });

  it("given back make room for one more, once", async () => {
    await pass(range(0, 2), 2);
    await Promise.all([counter().giveBack("click-0"), counter().giveBack("click-0")]);
    await counter().giveBack("click-unknown");
    expect(await clicksOf()).toBe(1);
    expect(await pass(range(2, 5), 2)).toBe(1);
  });
});

describe("conversions", () => {
  const note = (...ids: string[]) =>
    counter().note(ids.map((conversionId) => ({ conversionId, span: total })));

  it("count once, however often they are noted", async () => {
    await note("cnv_1", "cnv_1", "cnv_2");
    await Promise.all(range(0, 10).map(() => note("cnv_1")));
    expect([await conversionsOf(total), await clicksOf(total)]).toEqual([2, 0]);
  });

  it("count in the span in which they happened", async () => {
    const today = capSpan("day", Date.now());
    const yesterday = capSpan("day", Date.now() - 24 * HOUR_MS);
    await counter().note([
      { conversionId: "cnv_1", span: yesterday },
      { conversionId: "cnv_2", span: today },
      { conversionId: "cnv_3", span: today },
    ]);
    expect([await conversionsOf(yesterday), await conversionsOf(today)]).toEqual([1, 2]);
  });

  it("of long ago are left out, since nobody asks about their span", async () => {
    const old = capSpan("day", Date.now() - KEEP_MS - 48 * HOUR_MS);
    await counter().note([{ conversionId: "cnv_1", span: old }]);
    expect(await conversionsOf(old)).toBe(0);
  });
});

describe("an object that is started again", () => {
  it("knows its counts and its recent clicks, and who was given back", async () => {
    await pass(range(0, 3), 3);
    await counter().giveBack("click-2");
    await counter().note([{ conversionId: "cnv_1", span: total }]);
    await abortAllDurableObjects();
    expect([await clicksOf(), await conversionsOf(total)]).toEqual([2, 1]);
    await counter().note([{ conversionId: "cnv_1", span: total }]);
    expect([await take("click-1", 2), await clicksOf(), await conversionsOf(total)]).toEqual([false, 2, 1]);
    expect([await take("click-2", 2), await take("click-2", 3)]).toEqual([true, false]);
  });

  it("goes on pushing out the oldest of its recent clicks", async () => {
    await runInDurableObject(counter(), (_, { storage }) => {
      const small = () => new CapCounts(storage, 3);
      const ask = (counts: CapCounts, number: number) =>
        counts.take({ clickId: `click-${number}`, span, max: 1_000 });
      const first = small();
      for (const number of range(0, 4)) ask(first, number);
      const second = small();
      for (const number of [1, 2, 3]) ask(second, number);
      expect(second.read(span.key).clicks).toBe(4);
      ask(second, 4);
      ask(second, 2);
      expect(second.read(span.key).clicks).toBe(5);
      ask(second, 1);
      expect(second.read(span.key).clicks).toBe(6);
      expect(storage.sql.exec("select * from recent").toArray()).toHaveLength(3);
    });
  });
});

describe("a cap that is reached", () => {
  const cap = { workspaceId: "ws_one", capId: "cap_reached" };
  const open = (work: (counts: CapCounts, again: () => CapCounts) => void) =>
    runInDurableObject(counter(), (_, { storage }) =>
      work(new CapCounts(storage), () => new CapCounts(storage)),
    );
  const named = { v: 1, workspace_id: "ws_one", cap_id: "cap_reached", reached_at_ms: expect.any(Number) };

  it("is to be told of with the last click that passes, once in a span, also after a restart", () =>
    open((counts, again) => {
      const ask = (of: CapCounts, number: number, at = span) =>
        of.take({ clickId: `click-${number}`, span: at, max: 3, cap });
      for (const number of [1, 2, 2]) ask(counts, number);
      expect([counts.untold(), counts.hasJustReached()]).toEqual([[], false]);
      ask(counts, 3);
      expect(counts.untold()).toEqual([{ ...named, span: span.key, max: 3 }]);
      expect([counts.hasJustReached(), counts.hasJustReached()]).toEqual([true, false]);
      const restarted = again();
      ask(restarted, 4);
      expect([restarted.untold().length, restarted.hasJustReached()]).toEqual([1, false]);
      restarted.noteTold(span.key);
      ask(restarted, 5);
      ask(again(), 6);
      expect(again().untold()).toEqual([]);
      for (const number of [7, 8, 9]) ask(restarted, number, capSpan("day", NOON_MS + 24 * HOUR_MS));
      expect(restarted.untold().map((reached) => reached.span)).toEqual(["2026-12-01"]);
    }));

  it("is not told of by a click that another cap stopped, and is by the next that passes", () =>
    open((counts, again) => {
      const ask = (of: CapCounts, number: number) =>
        of.take({ clickId: `click-${number}`, span, max: 2, cap });
      for (const number of [1, 2]) ask(counts, number);
      counts.giveBack("click-2");
      expect(again().untold()).toEqual([]);
      ask(counts, 3);
      expect(counts.untold()).toEqual([{ ...named, span: span.key, max: 2 }]);
      expect(counts.hasJustReached()).toBe(true);
      counts.noteTold(span.key);
      counts.giveBack("click-3");
      ask(counts, 4);
      expect(again().untold()).toEqual([]);
    }));

  it("is told of where it lets nothing pass at all, and where conversions reach it", () =>
    open((counts) => {
      counts.take({ clickId: "click-1", span: total, max: 0, cap });
      const today = capSpan("day", Date.now());
      const note = (id: string) =>
        counts.note([{ conversionId: id, span: today }], Date.now(), { ...cap, max: 2 });
      for (const id of ["cnv_1", "cnv_1"]) note(id);
      expect(counts.untold().map((reached) => reached.span)).toEqual(["total"]);
      for (const id of ["cnv_2", "cnv_3"]) note(id);
      expect(counts.untold().map((reached) => reached.span)).toEqual([today.key, "total"]);
    }));

  it("is told of by an alarm, again where the queue was away, and then no more", async () => {
    const sent: unknown[] = [];
    let isAway = true;
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await runInDurableObject(counter(), (instance) => {
      const EVENTS = {
        send: async (message: unknown) => {
          if (isAway) throw new Error("away");
          sent.push(message);
        },
      };
      Object.assign(instance, { env: { EVENTS } });
    });
    const nextAlarm = () => runInDurableObject(counter(), (_, { storage }) => storage.getAlarm());
    await counter().take({ clickId: "click-1", span: total, max: 1, cap });
    await runDurableObjectAlarm(counter());
    expect([sent, await nextAlarm()]).toEqual([[], expect.any(Number)]);
    isAway = false;
    await runDurableObjectAlarm(counter());
    await counter().take({ clickId: "click-2", span: total, max: 1, cap });
    expect(sent).toEqual([{ ...named, span: "total", max: 1 }]);
    expect(await nextAlarm()).toBe(null);
    vi.restoreAllMocks();
  });
});

describe("spans that ended", () => {
  it("are forgotten by an alarm two days later, and the others kept", async () => {
    const now = Date.now();
    const [old, today] = [capSpan("day", now - 48 * HOUR_MS), capSpan("day", now)];
    const note = (of: typeof old) => ({ conversionId: "cnv_1", span: of });
    await counter().note([note(old), note(today), note(total)]);
    await take("click-1", 5, today);
    const clock = vi.spyOn(Date, "now").mockReturnValue((old.endsAtMs ?? 0) + KEEP_MS - 1);
    expect(await runDurableObjectAlarm(counter())).toBe(true);
    expect(await conversionsOf(old)).toBe(1);
    clock.mockReturnValue((old.endsAtMs ?? 0) + KEEP_MS);
    expect(await runDurableObjectAlarm(counter())).toBe(true);
    clock.mockRestore();
    expect([await conversionsOf(old), await conversionsOf(today), await conversionsOf(total)]).toEqual([
      0, 1, 1,
    ]);
    await runInDurableObject(counter(), async (_, { storage }) => {
      expect(storage.sql.exec("select id from conversions").toArray()).toHaveLength(2);
      expect(await storage.getAlarm()).toBe((today.endsAtMs ?? 0) + KEEP_MS);
    });
    expect(await clicksOf(today)).toBe(1);
  });

  it("set no alarm for a total", async () => {
    await take("click-1", 5, total);
    expect(await runDurableObjectAlarm(counter())).toBe(false);
  });
});

type Step =
  | { readonly kind: "take"; readonly click: number; readonly max: number }
  | { readonly kind: "give back"; readonly click: number }
  | { readonly kind: "restart" };

it("counts as a plain set would, whatever is asked in whatever order", async () => {
  const click = fc.integer({ min: 0, max: 8 });
  const step = fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({ kind: fc.constant("take" as const), click, max: fc.integer({ min: 0, max: 5 }) }),
    fc.record({ kind: fc.constant("give back" as const), click }),
    fc.constant({ kind: "restart" as const }),
  );
  await runInDurableObject(counter(), async (_, { storage }) => {
    void fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        for (const table of ["counts", "recent", "conversions"]) storage.sql.exec(`delete from ${table}`);
        let counts = new CapCounts(storage);
        const passed = new Set<number>();
        for (const each of steps) {
          if (each.kind === "restart") counts = new CapCounts(storage);
          else if (each.kind === "give back") {
            counts.giveBack(`click-${each.click}`);
            passed.delete(each.click);
          } else {
            const isOver = !passed.has(each.click) && passed.size >= each.max;
            expect(counts.take({ clickId: `click-${each.click}`, span, max: each.max })).toBe(isOver);
            if (!isOver) passed.add(each.click);
          }
          expect(counts.read(span.key).clicks).toBe(passed.size);
        }
      }),
      { numRuns: 80 },
    );
  });
});
