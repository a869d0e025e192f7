import { expect, it } from "vitest";
import { reasonOf } from "./retry.ts";

it.each([
  [new Error("fetch failed", { cause: new Error("connect ECONNREFUSED") }), "connect ECONNREFUSED"],
  // What a web socket throws that finds nobody.
  [{ type: "error", error: new Error("connect ECONNREFUSED") }, "connect ECONNREFUSED"],
  ["gone", "gone"],
])("tells the reason that lies in %s", (error, reason) => expect(reasonOf(error)).toBe(reason));
