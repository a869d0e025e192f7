import { expect, it } from "vitest";
import { eachApart, throwTogether } from "./each-apart.ts";

const failing =
  (...bad: readonly number[]) =>
  (done: number[]) =>
  async (item: number) => {
    if (bad.includes(item)) throw new Error(`no ${item}`);
    done.push(item);
  };

it("goes on after one that fails, in the order given, and throws all that failed at the end", async () => {
  const done: number[] = [];
  const work = eachApart([1, 2, 3, 4], failing(1, 3)(done), (count) => `${count} stay`);
  await expect(work).rejects.toMatchObject({
    message: "2 stay: Error: no 1; Error: no 3",
    errors: [new Error("no 1"), new Error("no 3")],
  });
  expect(done).toEqual([2, 4]);
});

it("throws nothing where nothing failed", async () => {
  const done: number[] = [];
  await eachApart([1, 2], failing()(done));
  expect(done).toEqual([1, 2]);
});

it("names the first few of many, and holds all", () => {
  const errors = Array.from({ length: 1_000 }, (_, index) => `e${index}`);
  const thrown = (() => {
    try {
      return throwTogether(errors);
    } catch (error) {
      return error as AggregateError;
    }
  })();
  expect(thrown).toMatchObject({ message: "e0; e1; e2; e3; e4" });
  expect(thrown?.errors).toHaveLength(1_000);
});
