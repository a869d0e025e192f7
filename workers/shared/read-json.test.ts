import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { RequestError } from "./errors.ts";
import { BODY_BYTES_MAX, isJsonType, readJson } from "./read-json.ts";

const schema = z.strictObject({
  a: z.string(),
  b: z.optional(z.array(z.strictObject({ c: z.int() }))),
  any: z.optional(z.record(z.string(), z.unknown())),
});
const post = (body: BodyInit | null): Request =>
  new Request("http://localhost/", { method: "POST", body, ...({ duplex: "half" } as object) });
async function refusalOf(body: BodyInit | null): Promise<RequestError> {
  const error = await readJson(post(body), schema).catch((reason: unknown) => reason);
  if (!(error instanceof RequestError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

describe("readJson", () => {
  it("reads what keeps the contract, also with a byte order mark", async () => {
    expect(await readJson(post(`{"a":"é"}`), schema)).toEqual({ a: "é" });
    expect(await readJson(post(`\ufeff{"a":"é"}`), schema)).toEqual({ a: "é" });
  });

  it.each([null, "", "{", "undefined", `{"a":"1"}}`])("refuses %j as no JSON", async (body) => {
    expect((await refusalOf(body)).code).toBe("malformed_json");
  });

  it("refuses bytes that are no UTF-8", async () => {
    expect((await refusalOf(new Uint8Array([0x22, 0xc3, 0x22]))).code).toBe("malformed_json");
  });

  it("lists all that is wrong, each by its path", async () => {
    const { code, message, problems } = await refusalOf(`{"b":[{"c":1},{"c":1.5,"d":1}],"e":1,"f":1}`);
    expect(code).toBe("invalid_parameter");
    expect(message).toBe("a is required.");
    expect(problems.map(({ param, code: problem }) => [param, problem])).toEqual([
      ["a", "missing_field"],
      ["b[1].c", "invalid_value"],
      ["b[1].d", "unknown_field"],
      ["e", "unknown_field"],
      ["f", "unknown_field"],
    ]);
  });

  it("names the body where that is no object at all", async () => {
    expect((await refusalOf("7")).problems.map(({ param }) => param)).toEqual(["body"]);
  });

  it.each([
    [`{"a":"1","a":"2"}`, ["a", "invalid_value"]],
    [`{"a":"1","b":[{"c":1,"\\u0063":1}]}`, ["b[0].c", "invalid_value"]],
    [`{"a":"1","any":{"__proto__":1}}`, ["any.__proto__", "unknown_field"]],
  ])("refuses %s, of which parsing would lose something", async (body, [param, problem]) => {
    const { code, problems } = await refusalOf(body);
    expect(code).toBe("invalid_parameter");
    expect(problems.map((each) => [each.param, each.code])).toEqual([[param, problem]]);
  });

  it("stops reading at the limit, whatever length was promised", async () => {
    let pulled = 0;
    const long = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        if (pulled > 100) controller.close();
        else controller.enqueue(new Uint8Array(16 * 1024).fill(0x20));
      },
    });
    expect((await refusalOf(long)).code).toBe("body_too_large");
    expect(pulled).toBeLessThan(10);
  });

  it("takes exactly as much as the limit", async () => {
    const padded = (bytes: number): string => `{"a":"1"}`.padEnd(bytes);
    expect(await readJson(post(padded(BODY_BYTES_MAX)), schema)).toEqual({ a: "1" });
    expect((await refusalOf(padded(BODY_BYTES_MAX + 1))).code).toBe("body_too_large");
  });
});

describe("a body of JSON", () => {
  it.each([
    ["application/json", true],
    ["Application/JSON; Charset=UTF-8", true],
    ['application/json; charset="utf-8"', true],
    ["application/json; charset=utf8; v=1", true],
    ["application/json;charset=latin1", false],
    ["application/json; v=1; charset=utf-16", false],
    ["text/plain", false],
    ["", false],
    [null, false],
  ])("is said by %j: %s", (type, isJson) => {
    expect(isJsonType(type)).toBe(isJson);
  });
});
