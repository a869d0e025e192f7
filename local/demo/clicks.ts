import { type Agent, BOTS, BROWSERS, clickHeaders, PREVIEWS } from "./agents.ts";
import { type Answer, inParallel, send } from "./http.ts";
import type { DemoLink, DemoWorld } from "./setup.ts";

/** A click that the edge accepted, with the id it answered. */
export type AcceptedClick = {
  readonly clickId: string;
  readonly link: DemoLink;
  readonly kind: VisitKind;
};

type VisitKind =
  | "human"
  | "repeat"
  | "private"
  | "bot"
  | "preview"
  | "prefetch"
  | "stuffing"
  | "head"
  | "flood";
type Visit = { readonly kind: VisitKind; readonly link: DemoLink; readonly visitor: number };

/** How many of each kind; 500 in all, with the unknown slugs below. */
const VISITS: Readonly<Record<VisitKind, number>> = {
  human: 270,
  // Two requests each.
  repeat: 20,
  private: 20,
  bot: 60,
  preview: 25,
  prefetch: 15,
  stuffing: 15,
  head: 10,
  flood: 30,
};
const UNKNOWN_SLUGS = 15;
/** At most this many at once, so that the local queue, which is a simulator, keeps up. */
const WIDTH = 8;

/** What came of the clicks: those accepted, and how often an unknown slug was answered 404. */
export type Clicked = {
  readonly sent: number;
  readonly accepted: readonly AcceptedClick[];
  readonly prefetches: number;
  readonly notFound: number;
};

/** Follows the links as visitors, crawlers, previews and cheats do. */
export async function clickLinks(world: DemoWorld): Promise<Clicked> {
  const visits = Object.entries(VISITS).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, index): Visit => {
      const link = world.links[index % world.links.length];
      if (!link) throw new Error("the demo has no links");
      return {
        kind: kind as VisitKind,
        link: kind === "flood" ? (world.links[0] ?? link) : link,
        visitor: index,
      };
    }),
  );
  const answers = (
    await inParallel(visits, WIDTH, async (visit) =>
      (await follow(world, visit)).map((answer) => ({ visit, answer })),
    )
  ).flat();
  const unknown = await inParallel(Array.from({ length: UNKNOWN_SLUGS }), WIDTH, (_, index) =>
    send(`${world.access.link_url}/no-such-${world.runId}-${index}`, { headers: headersOf("human", index) }),
  );
  const accepted = answers.flatMap(({ visit, answer }) => {
    const clickId = clickIdOf(answer);
    return clickId ? [{ clickId, link: visit.link, kind: visit.kind }] : [];
  });
  return {
    sent: answers.length + unknown.length,
    accepted,
    prefetches: answers.filter(({ visit, answer }) => visit.kind === "prefetch" && answer.status === 503)
      .length,
    notFound: unknown.filter(({ status }) => status === 404).length,
  };
}

/** The click id in the `Location` of a redirect, or null. */
function clickIdOf(answer: Answer): string | null {
  const { location } = answer.headers;
  if (answer.status !== 302 || typeof location !== "string") return null;
  return new URL(location).searchParams.get("tb_clid");
}

async function follow(world: DemoWorld, { kind, link, visitor }: Visit): Promise<readonly Answer[]> {
  const url = `${world.access.link_url}/${link.slug}?sub1=newsletter&sub2=visitor-${visitor}`;
  const headers = headersOf(kind, visitor);
  const first = await send(url, { method: kind === "head" ? "HEAD" : "GET", headers });
  if (kind !== "repeat") return [first];
  const cookies = [first.headers["set-cookie"] ?? []].flat().map((cookie) => cookie.split(";", 1)[0]);
  return [first, await send(url, { headers: { ...headers, cookie: cookies.join("; ") } })];
}

function headersOf(kind: VisitKind, visitor: number): Record<string, string> {
  const browser = pick(BROWSERS, visitor);
  const network = {
    "cf-connecting-ip": addressOf(kind, visitor),
    "mf-cf-blob": JSON.stringify(networkOf(kind)),
  };
  switch (kind) {
    case "bot":
    case "head":
      return { ...clickHeaders(pick(BOTS, visitor)), ...network };
    case "preview":
      return { ...clickHeaders(pick(PREVIEWS, visitor)), ...network };
    case "private":
      return { ...clickHeaders(browser), ...network, "sec-gpc": "1" };
    case "prefetch":
      return { ...clickHeaders(pick(BROWSERS, 0)), ...network, "sec-purpose": "prefetch;prerender" };
    case "stuffing":
      return {
        ...clickHeaders(pick(BROWSERS, 0)),
        ...network,
        "sec-fetch-dest": "image",
        "sec-fetch-mode": "no-cors",
      };
    default:
      return { ...clickHeaders(browser), ...network };
  }
}

/** A network of its own for each visitor (TEST-NET and benchmark ranges), one for all of a flood. */
function addressOf(kind: VisitKind, visitor: number): string {
  return kind === "flood" ? "203.0.113.7" : `198.${18 + (visitor % 2)}.${visitor % 250}.9`;
}

function networkOf(kind: VisitKind): Record<string, unknown> {
  return kind === "flood" || kind === "bot" ? { country: "US", asn: 16509 } : { country: "DE", asn: 3320 };
}

function pick(agents: readonly Agent[], index: number): Agent {
  const agent = agents[index % agents.length];
  if (!agent) throw new Error("no agent to pick from");
  return agent;
}
