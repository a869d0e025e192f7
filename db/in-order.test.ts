import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import type { Db } from "./client.ts";
import { inOrder, together } from "./in-order.ts";

type Sent = {
  readonly statement: unknown;
  readonly end: (result: unknown) => void;
  readonly fail: (error: Error) => void;
};

/** A connection that keeps what it is sent until told how it ends. */
function connection(): { readonly tx: Db; readonly sent: Sent[] } {
  const sent: Sent[] = [];
  const execute = (statement: unknown) => {
    if (statement === "unreadable") throw new Error("unreadable");
    return new Promise((end, fail) => sent.push({ statement, end, fail }));
  };
  return { tx: { execute } as unknown as Db, sent };
}
const turn = () => new Promise((resolve) => setTimeout(resolve));

it("sends the first statement at once, and each other when the one before has ended, in the order given", async () => {
  const { tx, sent } = connection();
  const line = inOrder(tx);
  const [first, second, third] = [sql`1`, sql`2`, sql`3`];
  const heard: unknown[] = [];
  for (const statement of [first, second, third])
    void line.execute(statement).then((result) => heard.push(result));
  expect(sent.map(({ statement }) => statement)).toEqual([first]);
  sent[0]?.end("one");
  await turn();
  expect([sent.length, heard]).toEqual([2, ["one"]]);
  sent[1]?.end("two");
  await turn();
  sent[2]?.end("three");
  await turn();
  expect(heard).toEqual(["one", "two", "three"]);
  void line.execute(first);
  expect(sent).toHaveLength(4);
});

it("sends the next before anybody hears of the end", async () => {
  const { tx, sent } = connection();
  const line = inOrder(tx);
  const seen = line.execute(sql`1`).then(() => sent.length);
  void line.execute(sql`2`);
  sent[0]?.end(null);
  expect(await seen).toBe(2);
});

it("fails those that wait where one fails, and sends none of them; what comes later is sent", async () => {
  const { tx, sent } = connection();
  const line = inOrder(tx);
  const given = [line.execute(sql`1`), line.execute(sql`2`), line.execute(sql`3`)];
  sent[0]?.fail(new Error("refused"));
  const ends = await Promise.allSettled(given);
  expect(ends.map((end) => end.status === "rejected" && String(end.reason))).toEqual(
    Array(3).fill("Error: refused"),
  );
  void line.execute(sql`4`);
  expect(sent).toHaveLength(2);
});

it("fails a statement that cannot be made, wherever it stands in the line", async () => {
  const { tx, sent } = connection();
  const line = inOrder(tx);
  await expect(line.execute("unreadable")).rejects.toThrow("unreadable");
  const first = line.execute(sql`1`);
  const second = line.execute("unreadable");
  sent[0]?.end("one");
  expect(await first.then((result) => result as unknown)).toBe("one");
  await expect(second).rejects.toThrow("unreadable");
});

it("fails only when all have ended, so that no statement runs after the transaction", async () => {
  const { tx, sent } = connection();
  const line = inOrder(tx);
  let hasFailed = false;
  const refused = Promise.reject(new Error("a journal is booked with other entries"));
  const all = together([refused, line.execute(sql`1`), line.execute(sql`2`)]).catch((error) => {
    hasFailed = true;
    return String(error);
  });
  await turn();
  sent[0]?.end(null);
  await turn();
  expect(hasFailed).toBe(false);
  sent[1]?.end(null);
  expect(await all).toBe("Error: a journal is booked with other entries");
});
