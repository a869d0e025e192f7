import { request } from "node:http";

/** One answer, read whole. Header names are in lower case. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
};

/** One request. Node's `fetch` sets `Sec-Fetch-*` itself, so visitors are played with `node:http`. */
export type Call = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** Sends one request and reads the answer; redirects are not followed. */
export function send(url: string, { method = "GET", headers = {}, body }: Call = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // A connection for each: one that is kept may be closed by the other side just as it is used again.
    const outgoing = request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.setTimeout(30_000, () => outgoing.destroy(new Error(`no answer from ${url}`)));
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** A caller of the JSON API with one key. */
export class ApiClient {
  readonly #origin: string;
  readonly #key: string;

  constructor(origin: string, key: string) {
    this.#origin = origin;
    this.#key = key;
  }

  /** Sends JSON and answers whatever came back. */
  call(method: string, path: string, body?: unknown): Promise<Answer> {
    const json = body === undefined ? undefined : JSON.stringify(body);
    return send(`${this.#origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(json === undefined
          ? {}
          : { "content-type": "application/json", "content-length": String(Buffer.byteLength(json)) }),
      },
      ...(json === undefined ? {} : { body: json }),
    });
  }

  /** Sends JSON and gives the body of a 2xx answer; anything else throws with what the API said. */
  async ok<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.call(method, path, body);
    if (answer.status < 200 || answer.status > 299) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${answer.body.toString("utf8")}`);
    }
    return JSON.parse(answer.body.toString("utf8")) as T;
  }

  /** Reads a list to its end. */
  async list<T>(path: string): Promise<readonly T[]> {
    const rows: T[] = [];
    let cursor: string | null = null;
    do {
      const query: string = `${path.includes("?") ? "&" : "?"}limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`;
      const page: { data: T[]; next_cursor: string | null } = await this.ok("GET", `${path}${query}`);
      rows.push(...page.data);
      cursor = page.next_cursor;
    } while (cursor !== null);
    return rows;
  }
}

/** Runs `work` over the items, at most `width` at a time; answers keep the order of the items. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const lanes = Array.from({ length: Math.min(width, items.length) }, async () => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as T, index);
    }
  });
  await Promise.all(lanes);
  return results;
}

/** Asks again until `probe` answers something other than null; throws after `seconds`. */
export async function eventually<T>(
  what: string,
  seconds: number,
  probe: () => Promise<T | null>,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await probe();
    if (found !== null) return found;
    if (Date.now() > deadline) throw new Error(`gave up after ${seconds} s waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
