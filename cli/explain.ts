import * as z from "zod/mini";
import { ApiClient } from "./api-client.ts";
import { EXIT } from "./failure.ts";
import { showCell } from "./list-verb.ts";
import { readSettings } from "./settings.ts";
import { API_ARGS, defineVerb, JSON_ARG, onlyOne } from "./verb.ts";

const money = z.object({ amount_minor: z.string(), currency: z.string() });
const reason = z.nullable(z.object({ code: z.string(), sentence: z.string() }));
const explanation = z.looseObject({
  conversion: z.object({
    ...{ id: z.string(), external_id: z.string(), status: z.string(), reason },
    ...{ amount: money, refunded: money },
  }),
  waiting: z.nullable(z.object({ for: z.string(), until: z.string() })),
  touches: z.array(
    z.object({
      ...{ kind: z.string(), touch_id: z.string(), clicked_at: z.string(), affiliate_id: z.string() },
      ...{ is_in: z.boolean(), why: z.string(), verdict: z.nullable(z.string()) },
    }),
  ),
  decision: z.nullable(
    z.object({ id: z.string(), revision: z.int(), policy: z.object({ version: z.nullable(z.int()) }) }),
  ),
  credits: z.array(z.object({ affiliate_id: z.string(), credit_ppm: z.int() })),
  fraud: z.nullable(z.object({ points: z.int(), threshold: z.int(), is_held: z.boolean() })),
  commissions: z.array(
    z.object({ id: z.string(), affiliate_id: z.string(), amount: money, status: z.string() }),
  ),
  journals: z.array(z.object({ id: z.string(), kind: z.string() })),
});

/** `explain`. */
export const explain = defineVerb({
  words: "explain",
  summary: "tells how a conversion was decided, and why",
  details:
    "Tells what became of a conversion, which clicks were looked at and why each is in or out, who is credited with what, what that earns, and which journals book it. With --json the whole trace.",
  args: {
    id: { type: "positional", required: true, description: "cnv_…, or ext: and the merchant's own" },
    ...API_ARGS,
    ...JSON_ARG,
  },
  run: async (values, terminal) => {
    onlyOne(values);
    const client = new ApiClient(await readSettings(values, terminal), terminal);
    const path = `/v1/conversions/${encodeURIComponent(values.id)}/explain`;
    const found = await client.call("GET", path, explanation);
    if (values.json) terminal.print(JSON.stringify(found));
    else for (const line of linesOf(found)) terminal.print(line);
    return EXIT.done;
  },
});

const show = ({ amount_minor, currency }: z.output<typeof money>): string =>
  `${amount_minor} ${currency} minor`;

/** In the order in which it was decided. */
function linesOf(found: z.output<typeof explanation>): readonly string[] {
  const { conversion, waiting, touches, decision, credits, fraud, commissions, journals } = found;
  const why = conversion.reason ? `: ${conversion.reason.code}. ${conversion.reason.sentence}` : "";
  const version = decision?.policy.version;
  return [
    `${conversion.id} (${showCell(conversion.external_id)}) ${show(conversion.amount)}, ${conversion.status}${why}`,
    ...(conversion.refunded.amount_minor === "0" ? [] : [`refunded ${show(conversion.refunded)}`]),
    ...(waiting ? [`waits for ${waiting.for} until ${waiting.until}`] : []),
    ...touches.map(
      (touch) =>
        `${touch.is_in ? "in " : "out"} ${touch.clicked_at} ${touch.kind} ${showCell(touch.touch_id)} of ${touch.affiliate_id}` +
        `${touch.verdict === null ? "" : ` (${touch.verdict})`}: ${touch.why}`,
    ),
    ...(decision
      ? [`decision ${decision.id}, revision ${decision.revision}, policy version ${version ?? "none"}`]
      : []),
    ...credits.map(({ affiliate_id, credit_ppm }) => `credit ${credit_ppm} of 1000000 to ${affiliate_id}`),
    ...(fraud ? [`fraud ${fraud.points} of ${fraud.threshold} points${fraud.is_held ? ": held" : ""}`] : []),
    ...commissions.map(
      (each) => `commission ${each.id} ${show(each.amount)} to ${each.affiliate_id}, ${each.status}`,
    ),
    ...journals.map(({ id, kind }) => `journal ${id} ${kind}`),
  ];
}
