import * as z from "zod/mini";
import { ApiClient } from "./api-client.ts";
import { EXIT } from "./failure.ts";
import { reasonOf, send } from "./retry.ts";
import { readSettings } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import { API_ARGS, defineVerb, JSON_ARG } from "./verb.ts";

/** How far clocks may be apart: signatures of webhooks are good for five minutes. */
const SKEW_MS_MAX = 60_000;

/** What a check found: null is good. */
type Check = {
  readonly name: string;
  readonly run: () => Promise<{ readonly isGood: boolean; readonly said: string }>;
};

const workspace = z.object({ name: z.string(), mode: z.string() });
const page = z.object({ data: z.array(z.unknown()), has_more: z.boolean() });
const verification = z.object({ status: z.string() });

/** `doctor`. */
export const doctor = defineVerb({
  words: "doctor",
  summary: "looks whether everything works from here",
  details:
    "Looks whether the API and its database answer, whether the clocks agree, what the key is of, whether anything could not be processed, and whether the ledger is intact as far as one call looks. Ends with 1 if something is wrong, which what the key may not see counts as.",
  args: { ...API_ARGS, ...JSON_ARG },
  run: async (values, terminal) => {
    const settings = await readSettings(values, terminal);
    const once = { ...terminal, sleep: async () => undefined };
    const checks = checksOf(settings.origin, new ApiClient(settings, once), terminal);
    let isGood = true;
    for (const { name, run } of checks) {
      const found = await run().catch((error: unknown) => ({ isGood: false, said: reasonOf(error) }));
      isGood &&= found.isGood;
      const line = { check: name, status: found.isGood ? "ok" : "wrong", detail: found.said };
      terminal.print(values.json ? JSON.stringify(line) : `${line.status.padEnd(6)}${name}: ${found.said}`);
    }
    return isGood ? EXIT.done : EXIT.failed;
  },
});

function checksOf(origin: string, client: ApiClient, { now }: Terminal): readonly Check[] {
  const answers = (path: string) => async () => {
    const { status } = await send(`${origin}${path}`, {});
    return { isGood: status === 200, said: `${origin}${path} answers ${status}` };
  };
  return [
    { name: "API", run: answers("/healthz") },
    { name: "database", run: answers("/readyz") },
    {
      name: "clock",
      run: async () => {
        const { headers } = await send(`${origin}/healthz`, {});
        const at = Date.parse(headers.get("date") ?? "");
        if (Number.isNaN(at)) return { isGood: true, said: "the answer has no time to compare with" };
        const apartMs = Math.abs(now() - at);
        return { isGood: apartMs <= SKEW_MS_MAX, said: `${Math.round(apartMs / 1_000)} s apart` };
      },
    },
    {
      name: "key",
      run: async () => {
        const { name, mode } = await client.call("GET", "/v1/workspace", workspace);
        return { isGood: true, said: `of the workspace ${name} (${mode})` };
      },
    },
    {
      name: "bad rows",
      run: async () => {
        const { data, has_more } = await client.call("GET", "/v1/bad-rows?status=open&limit=100", page);
        const count = `${data.length}${has_more ? " and more" : ""} open`;
        return {
          isGood: data.length === 0,
          said: data.length === 0 ? count : `${count}: tributary bad-rows list`,
        };
      },
    },
    {
      name: "ledger",
      run: async () => {
        const { status } = await client.call("GET", "/v1/ledger/verify", verification);
        return {
          isGood: status !== "broken",
          said: status === "partial" ? "intact as far as was looked" : status,
        };
      },
    },
  ];
}
