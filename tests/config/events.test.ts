import { expect, it } from "vitest";
import { EVENTS, type EventShape, eventsOfAct, POSTBACK_EVENTS } from "../../core/events/catalogue.ts";
import { POSTBACK_MACROS } from "../../core/events/macros.ts";

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
