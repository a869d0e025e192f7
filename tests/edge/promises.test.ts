import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { awayStore, BROWSER, publishLink, refuse } from "../support/worker-fakes.ts";
import { createEdge } from "./edge-env.ts";

const HOUR_MS = 3_600_000;

let edge: ReturnType<typeof createEdge>;
let logged: string[];
const follow = (slug: string) => edge.call(`http://localhost/${slug}`, { headers: BROWSER });

/** Every store of the edge is away: what it reads, what it logs to, and where it spills. */
function loseEveryStore(): void {
  edge.env.PUBLISHED = awayStore<KVNamespace>();
  edge.env.INTAKE = awayStore<R2Bucket>();
  edge.clicks.onSend = refuse;
}

beforeEach(() => {
  edge = createEdge();
  logged = [];
  vi.spyOn(console, "error").mockImplementation((line: unknown) => {
    logged.push(String(line));
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("P1: a redirect answers with every backing service down", () => {
  it("for any link served in the last hour: 10,000 requests over 1,000 links, each 302", async () => {
    const slugs: string[] = [];
    for (let number = 0; number < 1_000; number += 1) slugs.push(await publishLink());
    for (const slug of slugs) expect((await follow(slug)).status).toBe(302);
    loseEveryStore();
    edge.clock.nowMs += HOUR_MS;
    const statuses = new Map<number, number>();
    const left: Promise<unknown>[] = [];
    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all(
        slugs.map((slug) =>
          edge.fetch(
            new Request(`http://localhost/${slug}`, { headers: BROWSER, redirect: "manual" }),
            (promise) => left.push(promise),
          ),
        ),
      );
      for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses]).toEqual([[302, 10_000]]);
    await Promise.all(left);
    expect(edge.log.lostTotal).toBe(10_000);
  }, 60_000);

  it("and an unknown link is 503 with Retry-After, never 404", async () => {
    loseEveryStore();
    const { status, headers } = await follow("unknown");
    expect([status, headers.get("retry-after")]).toEqual([503, "5"]);
  });
});

describe("P3: what is accepted is defined, and what is not is counted", () => {
  const spilled = async (slug: string) => {
    const { objects } = await edge.env.INTAKE.list({ prefix: "spill/clicks/" });
    const texts = await Promise.all(
      objects.map(async ({ key }) => (await edge.env.INTAKE.get(key))?.text() ?? ""),
    );
    return texts.flatMap((text) =>
      (JSON.parse(text) as { clicks: { id: string; slug: string }[] }).clicks
        .filter((click) => click.slug === slug)
        .map(({ id }) => id),
    );
  };

  it("however queue and bucket refuse: answered = queued + spilled + lost", async () => {
    const slug = await publishLink();
    const bucket = edge.env.INTAKE;
    const answered: string[] = [];
    let number = 0;
    edge.clicks.onSend = async () => {
      number += 1;
      if (number % 3 !== 0) await refuse();
    };
    for (let round = 0; round < 16; round += 1) {
      edge.env.INTAKE = round % 4 === 0 ? awayStore<R2Bucket>() : bucket;
      const answers = await Promise.all(Array.from({ length: 1 + (round % 7) }, () => follow(slug)));
      for (const { headers } of answers) {
        answered.push(new URL(headers.get("location") ?? "").searchParams.get("tb_clid") ?? "");
      }
    }
    edge.env.INTAKE = bucket;
    const kept = new Set([...edge.queuedClicks().map(({ id }) => id), ...(await spilled(slug))]);
    const lost = answered.filter((id) => !kept.has(id));
    expect(lost.length).toBeGreaterThan(0);
    expect(edge.log.lostTotal).toBe(lost.length);
    const totals = logged.filter((line) => line.includes("click_lost_total"));
    expect(JSON.parse(totals.at(-1) ?? "{}")).toMatchObject({ click_lost_total: lost.length });
    expect([...kept].every((id) => answered.includes(id))).toBe(true);
  }, 60_000);
});
