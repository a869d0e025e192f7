import { ApiClient } from "./api-client.ts";
import { EXIT, Failure } from "./failure.ts";
import { readSettings } from "./settings.ts";
import { anyObject, printObject } from "./show-verb.ts";
import { API_ARGS, defineVerb, JSON_ARG, onlyOne } from "./verb.ts";

const text = (description: string, required = false) =>
  ({ type: "string", valueHint: "TEXT", description, required }) as const;

/** `links create`. */
const linksCreate = defineVerb({
  words: "links create",
  summary: "creates a link of an affiliate in a program",
  args: {
    "program-id": text("of this program", true),
    "affiliate-id": text("of this affiliate", true),
    "destination-url": text("where it leads: https, with macros after the host", true),
    slug: text("its name after the host; one is made where none is given"),
    host: text("a link domain of the workspace, or a shared one"),
    ...API_ARGS,
    ...JSON_ARG,
  },
  run: async (values, terminal) => {
    const client = new ApiClient(await readSettings(values, terminal), terminal);
    const body = givenOf(values, ["program-id", "affiliate-id", "destination-url", "slug", "host"]);
    printObject(await client.call("POST", "/v1/links", anyObject, body), terminal, values.json === true);
    return EXIT.done;
  },
});

/** `conversions send`. */
const conversionsSend = defineVerb({
  words: "conversions send",
  summary: "reports a conversion",
  details:
    "Reports a conversion as a merchant's server does. The same --external-id again is the same conversion. Amounts are in minor units: 1290 is 12.90 EUR.",
  args: {
    "external-id": text("the order, in the merchant's words", true),
    "amount-minor": text("what was paid, in minor units", true),
    currency: text("ISO 4217", true),
    event: { ...text("what happened"), default: "sale" },
    "click-id": text("the click it came from"),
    "coupon-code": text("the coupon that was used"),
    ...API_ARGS,
    ...JSON_ARG,
  },
  run: async (values, terminal) => {
    if (!/^\d{1,15}$/.test(values["amount-minor"] ?? "")) {
      throw new Failure(EXIT.usage, "--amount-minor must be a whole number of minor units");
    }
    const client = new ApiClient(await readSettings(values, terminal), terminal);
    const names = ["external-id", "amount-minor", "currency", "event", "click-id", "coupon-code"];
    const sent = await client.call("POST", "/v1/conversions", anyObject, givenOf(values, names));
    printObject(sent, terminal, values.json === true);
    return EXIT.done;
  },
});

/** `webhooks create`. */
const webhooksCreate = defineVerb({
  words: "webhooks create",
  summary: "sets up a webhook endpoint; its secret is printed, once",
  args: {
    "endpoint-url": text("where events are sent: https", true),
    types: text("types of events parted by commas, or *", true),
    ...API_ARGS,
    ...JSON_ARG,
  },
  run: async (values, terminal) => {
    const client = new ApiClient(await readSettings(values, terminal), terminal);
    const body = { url: values["endpoint-url"], types: values.types?.split(",") };
    const made = await client.call("POST", "/v1/webhook-endpoints", anyObject, body);
    printObject(made, terminal, values.json === true);
    return EXIT.done;
  },
});

/** `webhooks test`. */
const webhooksTest = defineVerb({
  words: "webhooks test",
  summary: "has a test event sent to a webhook endpoint",
  args: { id: { type: "positional", required: true, description: "whe_…" }, ...API_ARGS, ...JSON_ARG },
  run: async (values, terminal) => {
    onlyOne(values);
    const client = new ApiClient(await readSettings(values, terminal), terminal);
    const path = `/v1/webhook-endpoints/${encodeURIComponent(values.id)}/test`;
    printObject(await client.call("POST", path, anyObject), terminal, values.json === true);
    return EXIT.done;
  },
});

/** The commands that write. */
export const WRITES = [linksCreate, conversionsSend, webhooksCreate, webhooksTest];

/** What was given of these, under the names that the API has for them. */
function givenOf(values: Readonly<Record<string, unknown>>, names: readonly string[]): object {
  return Object.fromEntries(
    names.flatMap((name) => (values[name] === undefined ? [] : [[name.replaceAll("-", "_"), values[name]]])),
  );
}
