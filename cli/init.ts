import * as z from "zod/mini";
import { ApiClient } from "./api-client.ts";
import { askSettings, askText } from "./ask.ts";
import { readConfig, writeConfig } from "./config-file.ts";
import { EXIT, Failure } from "./failure.ts";
import { readSettings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { API_ARGS, defineVerb, JSON_ARG } from "./verb.ts";

const OPTIONS = {
  "program-name": { asks: "What is the program called?", example: "My shop" },
  currency: { asks: "In which currency does it sell (ISO 4217)?", example: "EUR" },
  "rate-bps": { asks: "What part of each sale does an affiliate earn, in basis points?", example: "1000" },
  "affiliate-name": { asks: "Who is the first affiliate?", example: "Ada" },
  "affiliate-email": { asks: "What is the affiliate's e-mail address?", example: "ada@example.com" },
  "destination-url": { asks: "Where does the first link lead?", example: "https://shop.example/" },
} as const;
type Option = keyof typeof OPTIONS;
type Given = { readonly [option in Option]?: string | undefined };

const workspace = z.object({ id: z.string(), name: z.string(), mode: z.string() });
const row = z.looseObject({ id: z.string(), name: z.string() });
const link = z.looseObject({ id: z.string(), short_url: z.string(), destination_url: z.string() });
type Row = z.output<typeof row>;
type Link = z.output<typeof link>;
const listOf = <Item extends z.ZodMiniType>(item: Item) =>
  z.object({ data: z.array(item), next_cursor: z.nullable(z.string()) });

/** `init`. */
export const init = defineVerb({
  words: "init",
  summary: "sets up a first program, affiliate and link, and shows what to do next",
  details:
    "Logs in as tributary login does, and makes sure of an active program whose plan gives a part of each sale, of an affiliate and of a link of theirs. Whatever of it is there already is taken: by name, e-mail address or destination where that is given, else the first there is. So the same command again makes nothing. What is missing is asked for, or named where nobody can be asked; then nothing is made.",
  args: {
    "program-name": text("the program"),
    currency: text("of a new program, ISO 4217"),
    "rate-bps": text("what its plan gives of each sale, in basis points: 1000 is 10 %"),
    "affiliate-name": text("a new affiliate"),
    "affiliate-email": text("the affiliate"),
    "destination-url": text("where the link leads"),
    ...API_ARGS,
    ...JSON_ARG,
  },
  run: async (values, terminal) => {
    const isKept = (await readConfig(terminal)) !== null;
    const settings = await (isKept ? readSettings : askSettings)(values, terminal);
    const client = new ApiClient(settings, terminal);
    const of = await client.call("GET", "/v1/workspace", workspace);
    const found = await findAll(client, values);
    const given = await complete(values, found, terminal);
    const path = await writeConfig(terminal, { url: settings.origin, key: settings.key });
    const program = found.program ?? (await makeProgram(client, given));
    const affiliate = found.affiliate ?? (await makeAffiliate(client, given));
    const made = found.link ?? (await makeLink(client, { program, affiliate, given }));
    if (values.json) {
      terminal.print(JSON.stringify({ workspace: of, program, affiliate, link: made }));
      return EXIT.done;
    }
    const told = (what: string, name: string, isThere: boolean) =>
      terminal.print(`${what.padEnd(11)}${name}${isThere ? ", which is there already" : ""}`);
    terminal.print(`Logged in to the workspace ${of.name} (${of.mode}). Kept in ${path}.`);
    told("Program", `${program.name} (${program.id})`, found.program !== undefined);
    told("Affiliate", `${affiliate.name} (${affiliate.id})`, found.affiliate !== undefined);
    told("Link", `${made.short_url} to ${made.destination_url}`, found.link !== undefined);
    for (const line of nextSteps(settings.origin, made)) terminal.print(line);
    return EXIT.done;
  },
});

function text(description: string) {
  return { type: "string", valueHint: "TEXT", description } as const;
}

type Found = {
  readonly program: Row | undefined;
  readonly affiliate: Row | undefined;
  readonly link: Link | undefined;
};

/** Looks for what is there. A link counts if it is of that program and affiliate, and leads where it is wanted to. */
async function findAll(client: ApiClient, given: Given): Promise<Found> {
  const first = (path: string, filter: Readonly<Record<string, string | undefined>>) =>
    firstOf(client.pages(path, { status: "active", ...filter }, listOf(row)), () => true);
  const program = await first("/v1/programs", { name: given["program-name"] });
  const affiliate = await first("/v1/affiliates", { email: given["affiliate-email"] });
  if (!program || !affiliate) return { program, affiliate, link: undefined };
  const destination = given["destination-url"];
  const theirs = { status: "active", program_id: program.id, affiliate_id: affiliate.id };
  const isWanted = (each: Link) => destination === undefined || each.destination_url === destination;
  return {
    program,
    affiliate,
    link: await firstOf(client.pages("/v1/links", theirs, listOf(link)), isWanted),
  };
}

async function firstOf<Item>(
  pages: AsyncIterable<{ readonly data: readonly Item[] }>,
  isWanted: (item: Item) => boolean,
): Promise<Item | undefined> {
  for await (const { data } of pages) {
    const found = data.find(isWanted);
    if (found) return found;
  }
  return undefined;
}

/** Asks for what is needed to make what is missing, all of it before anything is made. */
async function complete(given: Given, found: Found, { isInteractive }: Terminal): Promise<Given> {
  const needed: readonly Option[] = [
    ...(found.program ? [] : (["program-name", "currency", "rate-bps"] as const)),
    ...(found.affiliate ? [] : (["affiliate-name", "affiliate-email"] as const)),
    ...(found.link ? [] : (["destination-url"] as const)),
  ];
  const missing = needed.filter((option) => given[option] === undefined);
  if (missing.length > 0 && !isInteractive) {
    const options = missing.map((option) => `--${option}`).join(", ");
    throw new Failure(EXIT.usage, `there is nobody to ask: give ${options}`);
  }
  const answers: { [option in Option]?: string | undefined } = { ...given };
  for (const option of missing)
    answers[option] = await askText(OPTIONS[option].asks, OPTIONS[option].example);
  if (!found.program && !/^\d{1,5}$/.test(answers["rate-bps"] ?? "")) {
    throw new Failure(EXIT.usage, "--rate-bps must be a whole number of basis points: 1000 is 10 %");
  }
  return answers;
}

/** A plan that was made by a run that went no further is taken by its name. */
async function makeProgram(client: ApiClient, given: Given): Promise<Row> {
  const rateBps = Number(given["rate-bps"]);
  const name = `${rateBps / 100} % of each sale`;
  const plan =
    (await firstOf(client.pages("/v1/plans", {}, listOf(row)), (each) => each.name === name)) ??
    (await client.call("POST", "/v1/plans", row, { name, rule: { kind: "percent", rate_bps: rateBps } }));
  const body = { name: given["program-name"], currency: given.currency, plan_id: plan.id };
  return client.call("POST", "/v1/programs", row, body);
}

const makeAffiliate = (client: ApiClient, given: Given): Promise<Row> =>
  client.call("POST", "/v1/affiliates", row, {
    name: given["affiliate-name"],
    email: given["affiliate-email"],
  });

const makeLink = (
  client: ApiClient,
  of: { readonly program: Row; readonly affiliate: Row; readonly given: Given },
): Promise<Link> =>
  client.call("POST", "/v1/links", link, {
    ...{ program_id: of.program.id, affiliate_id: of.affiliate.id },
    destination_url: of.given["destination-url"],
  });

/** What a shop does to have its sales counted, ready to be copied. */
function nextSteps(origin: string, { short_url: shortUrl }: Link): readonly string[] {
  const sale = `{"external_id":"order-1","event":"sale","click_id":"…","amount_minor":"4999","currency":"EUR"}`;
  return [
    "",
    "Pages of the shop keep the click id that a visitor brings:",
    `  <script async src="${new URL("/t.js", shortUrl).href}"></script>`,
    "The shop's server reports a sale with it, under a key that may do conversions:write and no more:",
    `  curl ${origin}/v1/conversions -H "Authorization: Bearer $TRIBUTARY_KEY" -H "Content-Type: application/json" -d '${sale}'`,
    "What became of it:",
    "  tributary explain ext:order-1",
  ];
}
