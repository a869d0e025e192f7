import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { changeMessage } from "../../contracts/change.ts";
import { changeObjectKey } from "../../platform/accepted-object-key.ts";
import { changeId } from "../../platform/change-id.ts";
import { conversionId } from "../../platform/conversion-id.ts";
import { publishKey, refuse } from "../support/worker-fakes.ts";
import { refusalOf } from "./intake-calls.ts";
import { createTestIntake } from "./intake-env.ts";

let intake: ReturnType<typeof createTestIntake>;
let key: string;
let workspaces = 0;
let workspaceId: string;
let order: string;

/** Sends a body to a path below a conversion's. */
function post(body: unknown, { to = "changes", of = "ext:order-1", type = "application/json" } = {}) {
  return intake.call(`http://api.example/v1/conversions/${encodeURIComponent(of)}/${to}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": type },
    body: JSON.stringify(body),
  });
}
const refund = (changes: Record<string, unknown> = {}) => ({ external_id: "r1", kind: "refund", ...changes });

beforeEach(async () => {
  intake = createTestIntake();
  workspaces += 1;
  workspaceId = `ws_changes_${workspaces}`;
  order = conversionId(workspaceId, "order-1");
  key = await publishKey({ workspace_id: workspaceId });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a change of a conversion", () => {
  it("is accepted whether or not the conversion came, kept in the bucket and queued", async () => {
    const response = await post(refund({ amount_minor: 1_000, occurred_at: "2026-11-20T10:00:00+01:00" }));
    expect(response.status).toBe(202);
    const id = changeId(order, "r1");
    expect(await response.json()).toEqual({
      ...{ id, object: "change", status: "accepted", conversion_id: order, external_id: "r1" },
    });
    const [message] = intake.conversions.taken;
    expect(changeMessage.parse(message)).toEqual(message);
    expect(message).toMatchObject({
      ...{ type: "change", id, conversion_id: order, workspace_id: workspaceId },
      request: { amount_minor: "1000", occurred_at: Date.UTC(2026, 10, 20, 9), kind: "refund" },
    });
    const stored = await env.INTAKE.get(changeObjectKey(workspaceId, id));
    expect(await stored?.json()).toEqual(message);
  });

  it("names its conversion by our id as well, and is a refund by its path", async () => {
    const bytes = await (await post(refund())).text();
    const again = await post({ external_id: "r1" }, { to: "refunds", of: order });
    expect([again.status, await again.text()]).toEqual([202, bytes]);
    expect(new Set(intake.conversions.taken.map((message) => JSON.stringify(message))).size).toBe(1);
  });

  it("that uses its id again for another change is 409, of another conversion it is not", async () => {
    await post(refund({ amount_minor: "5" }));
    const error = await refusalOf(await post(refund({ amount_minor: "6" })));
    expect([error.code, error.param]).toEqual(["change_conflict", "external_id"]);
    expect((await post(refund({ amount_minor: "6" }), { of: "ext:order-2" })).status).toBe(202);
    expect(intake.conversions.taken).toHaveLength(2);
  });

  it("is spilled while the queue refuses, and refused when the bucket does too", async () => {
    intake.env.CONVERSIONS = { send: refuse, sendBatch: refuse } as unknown as typeof intake.env.CONVERSIONS;
    expect((await post(refund())).status).toBe(202);
    const { objects } = await env.INTAKE.list({ prefix: "spill/conversions/" });
    const spilled = await Promise.all(
      objects.map(async ({ key: name }) => (await env.INTAKE.get(name))?.json()),
    );
    expect(spilled).toContainEqual(expect.objectContaining({ id: changeId(order, "r1"), type: "change" }));
    intake.env.INTAKE = { put: refuse, get: refuse } as unknown as R2Bucket;
    expect((await refusalOf(await post(refund()))).code).toBe("unavailable");
  });

  it.each([
    [{ kind: "chargeback", chargeback_external_id: "cb" }, "chargeback_external_id"],
    [{ kind: "chargeback_won" }, "chargeback_external_id"],
    [{ kind: "cancel", amount_minor: "1" }, "amount_minor"],
    [{ kind: "chargeback", items: [{ sku: "a", quantity: 1 }] }, "items"],
    [{ amount_minor: "1", items: [{ sku: "a", quantity: 1 }] }, "items"],
    [{ items: [] }, "items"],
    [{ items: [{ sku: "a" }] }, "items[0]"],
    [{ items: [{ sku: "a", quantity: 1, amount_minor: "1" }] }, "items[0]"],
    [{ items: [{ sku: "a", quantity: 0 }] }, "items[0].quantity"],
    [{ amount_minor: "-1" }, "amount_minor"],
    [{ amount_minor: 1.5 }, "amount_minor"],
    [{ kind: "return" }, "kind"],
    [{ kind: undefined }, "kind"],
    [{ external_id: undefined }, "external_id"],
    [{ occurred_at: "1999-01-01T00:00:00Z" }, "occurred_at"],
    [{ other: 1 }, "other"],
  ])("with %j is 422 naming %s", async (changes, param) => {
    const error = await refusalOf(await post(refund(changes)));
    expect([error.code, error.param]).toEqual(["invalid_parameter", param]);
    expect(intake.conversions.taken).toEqual([]);
  });

  it.each(["order-1", "cnv_x", "ext:", `ext:${"x".repeat(256)}`])("of %s is 404", async (of) => {
    expect((await refusalOf(await post(refund(), { of }))).code).toBe("not_found");
  });

  it("needs a secret key that may write conversions, and JSON", async () => {
    expect((await refusalOf(await post(refund(), { type: "text/plain" }))).code).toBe(
      "unsupported_media_type",
    );
    key = await publishKey({ workspace_id: workspaceId, scopes: ["conversions:read"] });
    expect((await refusalOf(await post(refund()))).code).toBe("forbidden");
    key = "tb_live_x";
    expect((await refusalOf(await post(refund()))).code).toBe("unauthenticated");
  });
});
