import * as z from "zod/mini";
import { BAD_ROW_STAGES } from "../core/shared/bad-row-stages.ts";
import { ApiClient, Refusal } from "./api-client.ts";
import { EXIT, type ExitCode, Failure } from "./failure.ts";
import { readSettings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { API_ARGS, defineVerb, JSON_ARG } from "./verb.ts";

/** How long a replay is waited for, and how often it is looked at. */
const WAIT_MS_MAX = 60_000;
const LOOK_MS = 500;

const badRow = z.object({
  id: z.string(),
  stage: z.string(),
  reason: z.string(),
  detail: z.string(),
  received_at: z.string(),
  status: z.enum(["open", "resolved"]),
  replays: z.int(),
});
type BadRow = z.output<typeof badRow>;
const badRowsPage = z.object({
  data: z.array(z.looseObject(badRow.shape)),
  next_cursor: z.nullable(z.string()),
});

const FILTER_ARGS = {
  stage: {
    type: "string",
    valueHint: "STAGE",
    description: BAD_ROW_STAGES.join(", "),
  },
  reason: { type: "string", valueHint: "REASON", description: "e.g. unknown_link" },
} as const;

/** `bad-rows list`. */
export const badRowsList = defineVerb({
  words: "bad-rows list",
  summary: "lists what could not be processed",
  details:
    "Lists what could not be processed, newest first: number, time, stage, reason, status, trials, what exactly was wrong; parted by tabs. With --json a JSON object a line, with the payload as it came.",
  args: {
    ...FILTER_ARGS,
    status: {
      type: "enum",
      options: ["open", "resolved", "all"],
      default: "open",
      description: "which of them",
    },
    ...API_ARGS,
    ...JSON_ARG,
  },
  run: async (values, terminal) => {
    const client = new ApiClient(await readSettings(values, terminal), terminal);
    const query = { ...filterOf(values), status: values.status === "all" ? undefined : values.status };
    let count = 0;
    for await (const { data } of client.pages("/v1/bad-rows", query, badRowsPage)) {
      for (const row of data) terminal.print(values.json ? JSON.stringify(row) : lineOf(row));
      count += data.length;
    }
    if (count === 0) terminal.warn("There are no such bad rows.");
    return EXIT.done;
  },
});

/** `bad-rows replay`, and `replay` for short. */
export const badRowsReplay = (words: "bad-rows replay" | "replay") =>
  defineVerb({
    words,
    summary: "has bad rows tried again",
    details:
      "Has bad rows go once more through the code that refused them, and tells what came of each: rows by their numbers, or all open rows by --stage and --reason. Asking twice does no harm: what was taken in is there once.",
    args: {
      id: { type: "positional", required: false, description: "numbers of rows, as the list has them" },
      ...FILTER_ARGS,
      "no-wait": { type: "boolean", description: "asks for it and does not wait for the outcome" },
      ...API_ARGS,
      ...JSON_ARG,
    },
    run: async (values, terminal) => {
      const { _: named } = values;
      const hasFilter = values.stage !== undefined || values.reason !== undefined;
      if (hasFilter === named.length > 0) {
        throw new Failure(EXIT.usage, "name rows by their numbers, or by --stage and --reason");
      }
      const wrong = named.find((id) => !/^\d{1,18}$/.test(id));
      if (wrong !== undefined) throw new Failure(EXIT.usage, `"${wrong}" is no number of a row`);
      const client = new ApiClient(await readSettings(values, terminal), terminal);
      const ids = hasFilter ? await openRows(client, filterOf(values)) : [...new Set(named)];
      const asked: BadRow[] = [];
      for (const id of ids) asked.push(await ask(client, id));
      const open = asked.filter(({ status }) => status === "open");
      const counts = { rows: ids.length, asked: open.length, resolved_before: ids.length - open.length };
      const say = (line: string): void => (values.json === true ? undefined : terminal.print(line));
      say(`${counts.rows} rows: ${counts.asked} asked for, ${counts.resolved_before} resolved before`);
      const outcome = values["no-wait"] === true ? null : await settle(client, open, { terminal, say });
      if (values.json === true) terminal.print(JSON.stringify({ ...counts, ...outcome }));
      return outcome === null ? EXIT.done : endOf(outcome, terminal);
    },
  });

const filterOf = ({
  stage,
  reason,
}: {
  readonly stage?: string | undefined;
  readonly reason?: string | undefined;
}) => ({
  stage,
  reason,
});

const lineOf = (row: BadRow): string =>
  [row.id, row.received_at, row.stage, row.reason, row.status, row.replays, row.detail]
    .map((field) => String(field).replace(/\s+/g, " "))
    .join("\t");

async function openRows(client: ApiClient, filter: ReturnType<typeof filterOf>): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { data } of client.pages("/v1/bad-rows", { ...filter, status: "open" }, badRowsPage)) {
    ids.push(...data.map(({ id }) => id));
  }
  return ids;
}

async function ask(client: ApiClient, id: string): Promise<BadRow> {
  try {
    return await client.call("POST", `/v1/bad-rows/${id}/replay`, badRow);
  } catch (error) {
    throw error instanceof Refusal ? new Failure(error.exitCode, `row ${id}: ${error.message}`) : error;
  }
}

/** What came of rows that were asked for. */
type Outcome = {
  readonly taken_in: number;
  readonly still_bad: readonly BadRow[];
  /** Those that have not been tried yet. */
  readonly waiting: readonly string[];
};

/** Waits until each row was tried once more, and tells what came of it. */
async function settle(
  client: ApiClient,
  asked: readonly BadRow[],
  { terminal, say }: { readonly terminal: Terminal; readonly say: (line: string) => void },
): Promise<Outcome> {
  const deadline = terminal.now() + WAIT_MS_MAX;
  let waiting = asked;
  let resolved = 0;
  const kept: BadRow[] = [];
  while (waiting.length > 0 && terminal.now() < deadline) {
    await terminal.sleep(LOOK_MS);
    const still: BadRow[] = [];
    for (const before of waiting) {
      const row = await client.call("GET", `/v1/bad-rows/${before.id}`, badRow);
      if (row.status === "resolved") resolved += 1;
      else if (row.replays > before.replays) {
        kept.push(row);
        say(`${row.id}\t${row.reason}\t${row.detail.replace(/\s+/g, " ")}`);
      } else still.push(before);
    }
    waiting = still;
  }
  if (asked.length > 0) say(`${resolved} taken in, ${kept.length} still bad`);
  return { taken_in: resolved, still_bad: kept, waiting: waiting.map(({ id }) => id) };
}

function endOf({ still_bad, waiting }: Outcome, terminal: Terminal): ExitCode {
  if (waiting.length > 0) {
    terminal.warn(`${waiting.length} rows were asked for and have not been tried yet; look at them later`);
    return EXIT.failed;
  }
  return still_bad.length > 0 ? EXIT.stillBad : EXIT.done;
}
