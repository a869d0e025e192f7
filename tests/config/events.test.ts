import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type Act, UNTOLD_ACTS } from "../../core/events/acts.ts";
import { EVENTS, type EventShape, eventsOfAct, POSTBACK_EVENTS } from "../../core/events/catalogue.ts";
import { POSTBACK_MACROS } from "../../core/events/macros.ts";
import { sourceFiles } from "./source-files.ts";

const DATA: Readonly<Record<EventShape, string>> = {
  change: "what changed",
  conversion: "the conversion",
  conversion_change: "the change of the sale",
  commission: "the commission",
  payout: "the payout",
};

const made = (from: string) => `Made from
\`${from}\` by \`npx vitest run tests/config/events.test.ts --update\`, and held to it by the same test.`;

const events = `# Events

The ${Object.keys(EVENTS).length} types of events that webhook endpoints are told of ([docs/webhooks.md](webhooks.md)) and \`GET /v1/events\` lists. ${made("core/events/catalogue.ts")}
\`data\` of what changed is \`{ id, object, change }\`, by the names of the API's fields; of the others it is the thing as it stood then (\`contracts/events/event.ts\`), and \`change\`.

| type | says | data |
| --- | --- | --- |
${Object.entries(EVENTS)
  .map(([type, { says, shape }]) => `| \`${type}\` | ${says} | ${DATA[shape]} |`)
  .join("\n")}

Postbacks tell affiliates of ${POSTBACK_EVENTS.map((type) => `\`${type}\``).join(", ")} ([docs/postbacks.md](postbacks.md)).

## Acts of the audit log without an event

Every other act of the audit log is an event by its name; one that is neither in \`core/events/catalogue.ts\` nor in
\`core/events/acts.ts\` does not compile.

| act | why no event of its name |
| --- | --- |
${Object.entries(UNTOLD_ACTS)
  .map(([act, why]) => `| \`${act}\` | ${why} |`)
  .join("\n")}
`;

const macros = `# Macros of postbacks

The ${Object.keys(POSTBACK_MACROS).length} macros that an affiliate's postback may hold after its host ([docs/postbacks.md](postbacks.md)). ${made("core/events/macros.ts")}

| macro | value |
| --- | --- |
${Object.entries(POSTBACK_MACROS)
  .map(([name, says]) => `| \`{${name}}\` | ${says} |`)
  .join("\n")}
`;

it("lists every type of events as the code has it", async () => {
  await expect(events).toMatchFileSnapshot("../../docs/events.md");
});

it("lists every macro as the code has it", async () => {
  await expect(macros).toMatchFileSnapshot("../../docs/postback-macros.md");
});

it("has at least 25 types, each telling itself apart and ending as a sentence", () => {
  const says = Object.values(EVENTS).map((kind) => kind.says);
  expect(says.length).toBeGreaterThanOrEqual(25);
  expect(new Set(says).size).toBe(says.length);
  expect(says.filter((text) => !/^[A-Z].*\.$/.test(text))).toEqual([]);
});

it("makes events of acts by their names, and a second one where something ends", () => {
  const to = (status: string) => ({ status: { from: "active", to: status } });
  expect(eventsOfAct("program.created", {})).toEqual(["program.created"]);
  expect(eventsOfAct("affiliate.updated", to("suspended"))).toEqual([
    "affiliate.updated",
    "affiliate.suspended",
  ]);
  expect(eventsOfAct("affiliate.updated", to("active"))).toEqual(["affiliate.updated"]);
  expect(eventsOfAct("link.updated", to("disabled"))).toEqual(["link.updated", "link.disabled"]);
  for (const told of ["commission.approved", "step_up.passed", "toString"]) {
    expect(eventsOfAct(told, {})).toEqual([]);
  }
});

const isUntold = (act: string): boolean =>
  Object.hasOwn(UNTOLD_ACTS, act) || Object.hasOwn(UNTOLD_ACTS, act.replace(/\.[^.]+$/, ".*"));

it("knows of every act whether it is told, and none is both told by its name and not", () => {
  // @ts-expect-error An act that is neither told nor untold does not compile.
  const unknown: Act = "program.exploded";
  expect(isUntold(unknown)).toBe(false);
  const told = Object.entries(EVENTS).filter(([, { shape }]) => shape === "change");
  expect(told.map(([type]) => type).filter(isUntold)).toEqual([]);
});

it("knows every act on standard entities, whose names are put together as they run", () => {
  const texts = sourceFiles("services").map((path) => readFileSync(path, "utf8"));
  // One that ends for good, or tells of itself, names its acts where it is defined.
  const objects = texts.flatMap((text) =>
    [...text.matchAll(/object: "(\w+)", prefix:[\s\S]*?\n};/g)].flatMap(([defined, object = ""]) =>
      /^ {2}(ends|told):/m.test(defined) ? [] : [object],
    ),
  );
  expect(objects.length).toBeGreaterThanOrEqual(13);
  const acts = objects.flatMap((object) =>
    ["created", "updated", "archived", "restored"].map((did) => `${object}.${did}`),
  );
  expect(acts.filter((act) => !isUntold(act) && eventsOfAct(act, {}).length === 0)).toEqual([]);
});
