import { describe, expect, it } from "vitest";
import { openEnvelope, openJson, parseEnvelopeKeys, sealEnvelope, sealJson } from "./envelope.ts";

const keyOf = (fill: number): string => Buffer.alloc(32, fill).toString("base64url");
const OLD = parseEnvelopeKeys(keyOf(1));
const ROTATED = parseEnvelopeKeys(`${keyOf(2)}, ${keyOf(1)}`);
const PLACE = "payout_methods ws_1 pmt_1";
const TEXT = new TextEncoder().encode("DE89370400440532013000");

describe("an envelope", () => {
  it.each([[new Uint8Array(0)], [TEXT], [new Uint8Array(100_000).fill(7)]])(
    "opens with its key",
    async (bytes) => {
      const sealed = await sealEnvelope(bytes, { keys: OLD, place: PLACE });
      expect(await openEnvelope(sealed, { keys: OLD, place: PLACE })).toEqual(bytes);
    },
  );

  it("opens with an old key once a new one seals, and not without it", async () => {
    const sealed = await sealJson({ iban: "DE" }, { keys: OLD, place: PLACE });
    expect(await openJson(sealed, { keys: ROTATED, place: PLACE })).toEqual({ iban: "DE" });
    const anew = await sealJson(1, { keys: ROTATED, place: PLACE });
    expect(anew.split(".")[1]).toBe(ROTATED[0].id);
    await expect(openJson(anew, { keys: OLD, place: PLACE })).rejects.toThrow("no envelope key");
  });

  it("opens at no other place, and no more once any character of it is another or gone", async () => {
    const sealed = await sealEnvelope(TEXT, { keys: OLD, place: PLACE });
    const open = (text: string, place = PLACE) => openEnvelope(text, { keys: OLD, place });
    await expect(open(sealed, `${PLACE}2`)).rejects.toThrow();
    for (let index = 0; index < sealed.length; index += 1) {
      const other = sealed[index] === "0" ? "1" : "0";
      await expect(open(`${sealed.slice(0, index)}${other}${sealed.slice(index + 1)}`)).rejects.toThrow();
      await expect(open(sealed.slice(0, index))).rejects.toThrow();
    }
    await expect(open(`${sealed}.`)).rejects.toThrow("not an envelope");
    for (const more of ["=", "\n", "!"]) await expect(open(`${sealed}${more}`)).rejects.toThrow("cut off");
  });

  it("takes no part of another: a data key opens its own bytes alone", async () => {
    const [one, other] = await Promise.all(
      [1, 2].map(async () => (await sealEnvelope(TEXT, { keys: OLD, place: PLACE })).split(".")),
    );
    expect(one?.[2]).not.toBe(other?.[2]);
    const mixed = [...(one?.slice(0, 3) ?? []), other?.[3]].join(".");
    await expect(openEnvelope(mixed, { keys: OLD, place: PLACE })).rejects.toThrow();
  });
});

it.each(["", "short", `${keyOf(1)},${keyOf(1)}`])("takes %j for no keys", (text) => {
  expect(() => parseEnvelopeKeys(text)).toThrow();
});
