import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { eventContract } from "../../contracts/events/event.ts";
import { EVENTS, type EventType } from "../../core/events/catalogue.ts";

/** Frozen: receivers were written for events like these. A contract may learn to tell more; less is a new version. */
const SAMPLES: Readonly<Record<string, Record<string, unknown>>> = JSON.parse(
  readFileSync(join(import.meta.dirname, "samples", "events.v1.json"), "utf8"),
);

it.each(Object.keys(SAMPLES) as EventType[])(
  "%s reads as itself, and as no other type or version",
  (type) => {
    const contract = eventContract(type);
    expect(contract.parse(SAMPLES[type])).toEqual(SAMPLES[type]);
    for (const other of [{ version: 2 }, { type: "another" }, { object: "other" }]) {
      expect(contract.safeParse({ ...SAMPLES[type], ...other }).success).toBe(false);
    }
  },
);

it("of every type there is a sample, and of no other", () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(Object.keys(EVENTS).sort());
});

it("what a sample tells is not left out", () => {
  const { data, ...rest } = SAMPLES["commission.created"] as { data: object };
  for (const field of Object.keys(data)) {
    const less = Object.fromEntries(Object.entries(data).filter(([name]) => name !== field));
    expect(eventContract("commission.created").safeParse({ ...rest, data: less }).success, field).toBe(false);
  }
});
