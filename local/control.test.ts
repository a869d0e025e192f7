import { request as httpRequest } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { verifyClickId } from "../core/link/click-id.ts";
import { hmacSha256 } from "../platform/hmac.ts";
import { parseSecret } from "../platform/keys.ts";
import { workspaceTag } from "../platform/workspace-tag.ts";
import { mintClickId } from "./click-ids.ts";
import { type ControlRoutes, type ControlServer, startControlServer } from "./control.ts";

const ROUTES: ControlRoutes = {
  "GET /status": async (query) => ({ status: 200, body: { asked: query.get("q") } }),
  "POST /clicks/*/release": async (_query, id) => ({ status: 202, body: { id } }),
  "POST /broken": () => Promise.reject(new Error("the part is away")),
};

let server: ControlServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<unknown> {
  server ??= await startControlServer(0, ROUTES);
  const { url } = server;
  return new Promise((resolve, reject) => {
    httpRequest(`${url}${path}`, options, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      response.on("end", () => resolve([response.statusCode, JSON.parse(text)]));
    })
      .on("error", reject)
      .end();
  });
}

describe("the control server", () => {
  it("finds a route by its method and path, with one free segment", async () => {
    expect(await ask("/status?q=1")).toEqual([200, { asked: "1" }]);
    expect(await ask("/clicks/a%2Fb/release", { method: "POST" })).toEqual([202, { id: "a/b" }]);
    expect(await ask("/status", { method: "POST" })).toMatchObject([404, {}]);
    expect(await ask("/clicks/a/other", { method: "POST" })).toMatchObject([404, {}]);
  });

  it("answers 500 with the reason when a control fails, and stays up", async () => {
    expect(await ask("/broken", { method: "POST" })).toEqual([
      500,
      { error: { message: "the part is away" } },
    ]);
    expect(await ask("/status")).toMatchObject([200, {}]);
  });

  it("turns web pages away", async () => {
    expect(await ask("/status", { headers: { origin: "https://evil.example" } })).toMatchObject([403, {}]);
    expect(await ask("/status", { headers: { host: "evil.example" } })).toMatchObject([403, {}]);
  });
});

describe("mintClickId", () => {
  it("signs an id that the edge's key proves, with the age and workspace asked for", () => {
    const key = Buffer.alloc(32, 7).toString("base64url");
    const id = mintClickId({ key, workspaceId: "ws_demo", timestampMs: 1_700_000_000_000 });
    expect(verifyClickId(id, [hmacSha256(parseSecret(key))])).toMatchObject({
      ok: true,
      value: { timestampMs: 1_700_000_000_000, workspaceTag: workspaceTag("ws_demo") },
    });
    const other = hmacSha256(Buffer.alloc(32, 8));
    expect(verifyClickId(id, [other])).toMatchObject({ ok: false });
  });
});
