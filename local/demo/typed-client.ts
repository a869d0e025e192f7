import { randomUUID } from "node:crypto";
import { answerOf, createTributary, everyRow, TributaryError } from "../../sdk/client/index.ts";
import { type Line, line } from "./checks.ts";
import { eventually } from "./http.ts";
import type { DemoWorld } from "./setup.ts";

/** Uses the typed client as a merchant's server does, and holds it to what docs/sdk.md says of it. */
export async function useTypedClient(world: DemoWorld): Promise<readonly Line[]> {
  return [...(await listAll(world)), ...(await linkOnce(world)), await sellOnce(world), await refuse(world)];
}

/** A list of more parts than one, each asked for when the one before is used up. */
async function listAll({ api, links }: DemoWorld): Promise<readonly Line[]> {
  let parts = 0;
  const listed: string[] = [];
  for await (const { id } of everyRow((place) => {
    parts += 1;
    return api.GET("/v1/links", { params: { query: { ...place, limit: "7" } } });
  })) {
    listed.push(id);
  }
  const found = links.filter(({ id }) => listed.filter((each) => each === id).length === 1).length;
  return [
    line("the client lists each link of the run once", found, links.length),
    line("and asks for the parts of a list itself", parts, Math.ceil(listed.length / 7)),
  ];
}

/** One key is one link, however often it is sent. */
async function linkOnce({ api, affiliates, links, runId }: DemoWorld): Promise<readonly Line[]> {
  const [first] = links;
  const { program_id } = await answerOf(
    api.GET("/v1/links/{id}", { params: { path: { id: first?.id ?? "" } } }),
  );
  const given = {
    body: {
      ...{ program_id, affiliate_id: affiliates[0]?.id ?? "" },
      destination_url: `https://shop.example/once-${runId}`,
    },
    headers: { "idempotency-key": randomUUID() },
  };
  const made = await api.POST("/v1/links", given);
  const again = await api.POST("/v1/links", given);
  return [
    line("a repeat under one key is the same link", again.data?.id ?? "none", made.data?.id ?? "one"),
    line("and says that it is a repeat", again.response.headers.get("idempotent-replayed") ?? "no", "true"),
  ];
}

/** Sends a conversion whose first answer is lost after the service has taken it. */
async function sellOnce({ access, api, runId }: DemoWorld): Promise<Line> {
  let sent = 0;
  const merchant = createTributary({
    ...{ url: access.api_url, key: access.keys.merchant },
    fetch: async (request) => {
      const answer = await fetch(request);
      sent += 1;
      if (sent > 1) return answer;
      throw new TypeError("the connection was cut");
    },
  });
  const external_id = `client-${runId}`;
  const body = { external_id, event: "sale", amount_minor: "4999", currency: "EUR" };
  const { id } = await answerOf(merchant.POST("/v1/conversions", { body }));
  const rows = await eventually(`the conversion ${external_id}`, 60, async () => {
    const found = await answerOf(api.GET("/v1/conversions", { params: { query: { external_id } } }));
    return found.data.length > 0 ? found.data : null;
  });
  const found = `${rows.map((row) => row.id).join(" ")} after ${sent} tries`;
  return line("a conversion whose answer was lost is there once", found, `${id} after 2 tries`);
}

/** What is refused is thrown, and names the field and the call. */
async function refuse({ api }: DemoWorld): Promise<Line> {
  const asked = api.POST("/v1/affiliates", { body: { name: "Ada", email: "nobody" } });
  const error: unknown = await asked.then(() => null).catch((caught: unknown) => caught);
  const said =
    error instanceof TributaryError
      ? `${error.status} ${error.param} ${error.requestId?.startsWith("req_")}`
      : error;
  return line("what is refused is thrown, with field and request id", String(said), "422 email true");
}
