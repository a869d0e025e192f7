import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { REFUSED_BODY_CHARS_MAX } from "../../contracts/refused-report.ts";
import { publishKey } from "../support/worker-fakes.ts";
import { refusalOf } from "./intake-calls.ts";
import { createTestIntake } from "./intake-env.ts";

const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";

let intake: ReturnType<typeof createTestIntake>;
let workspaces = 0;
let workspaceId: string;
let key: string;

const post = (body: BodyInit, type: string, search = `?key=${key}`, headers: Record<string, string> = {}) =>
  intake.call(`http://localhost/v1/postback${search}`, {
    method: "POST",
    headers: { "content-type": type, ...headers },
    body,
  });

beforeEach(async () => {
  intake = createTestIntake();
  workspaces += 1;
  workspaceId = `ws_unread_${workspaces}`;
  key = await publishKey({ kind: "postback", scopes: [], workspace_id: workspaceId, key_id: "key_pb" });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a postback whose body cannot be read, under a key in the address", () => {
  it.each([
    ["text", "txid=J1&amount=1", "text/plain", "unsupported_media_type", null],
    ["multipart", "--x\r\ntxid", "multipart/form-data; boundary=x", "unsupported_media_type", null],
    ["broken JSON", '{"txid":"J1",', JSON_TYPE, "malformed_json", null],
    ["a list", "[]", JSON_TYPE, "invalid_parameter", "body"],
    ["a name twice", '{"txid":"J1","txid":"J2"}', JSON_TYPE, "invalid_parameter", "txid"],
  ])("is answered by what is wrong, and filed as it came: %s", async (_, body, type, code, param) => {
    const error = await refusalOf(await post(body, type, `?key=${key}&currency=EUR`));
    expect(error.code).toBe(code);
    expect(intake.conversions.accepted).toEqual([]);
    expect(intake.conversions.refused).toEqual([
      {
        v: 1,
        refused: "report_unreadable",
        source: "postback",
        workspace_id: workspaceId,
        key_id: "key_pb",
        param,
        parameters: { currency: "EUR" },
        body,
      },
    ]);
  });

  it("in another charset is filed letter by letter", async () => {
    const latin = Uint8Array.from("txid=J\u00e9", (letter) => letter.charCodeAt(0));
    expect((await refusalOf(await post(latin, FORM))).code).toBe("invalid_parameter");
    expect(intake.conversions.refused).toMatchObject([{ body: "txid=J\u00e9" }]);
  });

  it("is filed cut to a bound, and without any text where it is too large to be read", async () => {
    expect((await refusalOf(await post("é".repeat(30_000), "text/plain"))).code).toBe(
      "unsupported_media_type",
    );
    expect((await refusalOf(await post("x".repeat(65_537), FORM))).code).toBe("body_too_large");
    const lengths = intake.conversions.refused.map(({ body }) => body?.length);
    expect(lengths).toEqual([REFUSED_BODY_CHARS_MAX, 0]);
  });

  it("is filed without keys and addresses of visitors", async () => {
    const addresses = "ip=203.0.113.77&ip6=2001%3Adb8%3Acafe%3A1234%3Aaaaa%3A%3A77 2001:db8:cafe::9";
    await post(`key=${key}&${addresses}&at=10:00:00&txid=J1`, "text/plain");
    expect(intake.conversions.refused.map(({ body }) => body)).toEqual([
      "key=tb_…&ip=…&ip6=… …&at=10:00:00&txid=J1",
    ]);
  });

  it("is filed with the key in a header as well", async () => {
    await post("{", JSON_TYPE, "", { authorization: `Bearer ${key}` });
    expect(intake.conversions.refused).toMatchObject([{ refused: "report_unreadable", body: "{" }]);
  });

  it("is not filed under a key that is not good, or where the key may be in the body", async () => {
    const revoked = await publishKey({ kind: "postback", status: "revoked" });
    expect((await refusalOf(await post("{", JSON_TYPE, `?key=${revoked}`))).code).toBe("unauthenticated");
    expect((await refusalOf(await post("{", JSON_TYPE, ""))).code).toBe("malformed_json");
    expect(intake.conversions.taken).toEqual([]);
  });
});
