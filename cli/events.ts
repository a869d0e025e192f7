import * as z from "zod/mini";
import { newWebhookSecret, signWebhook } from "../platform/webhook-signature.ts";
import { ApiClient } from "./api-client.ts";
import { EXIT, Failure } from "./failure.ts";
import { lineOf } from "./list-verb.ts";
import { reasonOf } from "./retry.ts";
import { readSettings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { API_ARGS, defineVerb, JSON_ARG } from "./verb.ts";

/** How often it is asked for what is new. */
const LOOK_MS = 2_000;
/** How long a local server may take for an event. */
const FORWARD_MS_MAX = 15_000;
const COLUMNS = ["id", "timestamp", "type"];

const event = z.looseObject({ id: z.string(), type: z.string(), timestamp: z.string() });
type Event = z.output<typeof event>;
const page = z.object({ data: z.array(event), next_cursor: z.nullable(z.string()) });

const TYPE_ARG = {
  type: { type: "string", valueHint: "TYPE", description: "only of this type, e.g. payout.paid" },
} as const;
const FOR_ARG = {
  for: {
    type: "string",
    valueHint: "SECONDS",
    description: "ends after so long; goes on until it is stopped otherwise",
  },
} as const;

/** `events tail`. */
const eventsTail = defineVerb({
  words: "events tail",
  summary: "prints events as they happen",
  args: { ...TYPE_ARG, ...FOR_ARG, ...API_ARGS, ...JSON_ARG },
  run: async (values, terminal) => {
    const client = new ApiClient(await readSettings(values, terminal), terminal);
    const asJson = values.json === true;
    for await (const each of follow(client, values, terminal)) {
      terminal.print(asJson ? JSON.stringify(each) : lineOf(each, COLUMNS));
    }
    return EXIT.done;
  },
});

/** `webhooks listen`. */
const webhooksListen = defineVerb({
  words: "webhooks listen",
  summary: "sends events on to a server on this machine, signed",
  details:
    "Sends events to an address of yours as they happen, signed as webhooks are (Standard Webhooks) with a secret that is printed at the start, so that a server on this machine can be tried without an address that the world can reach. Each is sent once: nothing is tried again.",
  args: {
    "forward-to": {
      type: "string",
      valueHint: "URL",
      required: true,
      description: "e.g. http://localhost:3000/webhooks",
    },
    secret: { type: "string", valueHint: "SECRET", description: "whsec_…; a new one unless given" },
    ...TYPE_ARG,
    ...FOR_ARG,
    ...API_ARGS,
    ...JSON_ARG,
  },
  run: async (values, terminal) => {
    const target = values["forward-to"];
    if (!URL.canParse(target)) throw new Failure(EXIT.usage, `"${target}" is no address`);
    const secret = values.secret ?? newWebhookSecret();
    terminal.warn(`The secret is ${secret}`);
    const client = new ApiClient(await readSettings(values, terminal), terminal);
    for await (const each of follow(client, values, terminal)) {
      const answered = await forward(each, target, secret);
      terminal.print(
        values.json === true
          ? JSON.stringify({ ...each, answered })
          : `${lineOf(each, COLUMNS)}\t${answered}`,
      );
    }
    return EXIT.done;
  },
});

/** The commands that follow what happens. */
export const EVENT_VERBS = [eventsTail, webhooksListen];

/** Gives events that happen from now on, the earlier first, each once. */
async function* follow(
  client: ApiClient,
  { type, for: seconds }: { readonly type?: string | undefined; readonly for?: string | undefined },
  { now, sleep }: Terminal,
): AsyncGenerator<Event> {
  if (seconds !== undefined && !/^\d{1,6}$/.test(seconds)) {
    throw new Failure(EXIT.usage, "--for must be a whole number of seconds");
  }
  const endMs = seconds === undefined ? Number.POSITIVE_INFINITY : now() + Number(seconds) * 1_000;
  let newest = (await newestOf(client, type))?.id ?? "";
  while (now() < endMs) {
    await sleep(LOOK_MS);
    const fresh: Event[] = [];
    for await (const { data } of client.pages("/v1/events", { type }, page)) {
      const newer = data.filter(({ id }) => id > newest);
      fresh.push(...newer);
      if (newer.length < data.length) break;
    }
    newest = fresh[0]?.id ?? newest;
    yield* fresh.reverse();
  }
}

async function newestOf(client: ApiClient, type: string | undefined): Promise<Event | undefined> {
  for await (const { data } of client.pages("/v1/events", { type }, page)) return data[0];
  return undefined;
}

/** Sends an event as a webhook would, in the form in which the API shows it, and says what came of it. */
async function forward(given: Event, target: string, secret: string): Promise<string> {
  const body = JSON.stringify(given);
  const headers = signWebhook([secret], { id: given.id, timestamp: Math.floor(Date.now() / 1_000), body });
  try {
    const signal = AbortSignal.timeout(FORWARD_MS_MAX);
    const { status } = await fetch(target, {
      ...{ method: "POST", body, redirect: "manual", signal },
      headers: { ...headers, "content-type": "application/json" },
    });
    return String(status);
  } catch (error) {
    return reasonOf(error);
  }
}
