import { Hono } from "hono/tiny";
import { expect, it } from "vitest";
import { answerError, RequestError } from "./errors.ts";
import { type RequestVariables, requestId } from "./request-id.ts";

const app = new Hono<{ Variables: RequestVariables }>();
app.use(requestId);
app.get("/own", (c) => c.text(c.get("requestId")));
app.get("/refused", () => {
  throw new RequestError("forbidden", "No.");
});
app.get("/passed-on", () => new Response("", { headers: { "Request-Id": "req_of_the_other" } }));
app.onError(answerError);

it("is new for each request and on its answer", async () => {
  const [one, other] = [await app.request("/own"), await app.request("/own")];
  expect(await one.text()).toBe(one.headers.get("request-id"));
  expect(one.headers.get("request-id")).toMatch(/^req_[0-9a-f]{32}$/);
  expect(other.headers.get("request-id")).not.toBe(one.headers.get("request-id"));
});

it("is on refusals and on what is not found", async () => {
  const refused = await app.request("/refused");
  const { error } = (await refused.json()) as { error: { request_id: string } };
  expect(refused.headers.get("request-id")).toBe(error.request_id);
  expect((await app.request("/nowhere")).headers.get("request-id")).toMatch(/^req_/);
});

it("stays the other Worker's on an answer that is passed on", async () => {
  expect((await app.request("/passed-on")).headers.get("request-id")).toBe("req_of_the_other");
});
