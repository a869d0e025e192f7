import { afterEach, beforeEach, expect, it } from "vitest";
import { mailSender } from "../functions/mail-sender.ts";
import { type Mailbox, startMailbox } from "./mailbox.ts";

let mailbox: Mailbox;

beforeEach(async () => {
  mailbox = await startMailbox();
});
afterEach(() => mailbox.stop());

const senderOf = (address: string) =>
  mailSender({ MAIL_API_ADDRESS: address, MAIL_FROM: "Shop <shop@shop.example>", MAIL_API_TOKEN: "t" });

it("keeps what the functions send, once for each key, and shows it on a page", async () => {
  const mail = { to: "ada@affiliates.example", subject: "One & <two>", text: "Hello" };
  const sender = senderOf(mailbox.url);
  await sender?.send("ntc_1", mail);
  await sender?.send("ntc_1", mail);
  await sender?.send("ntc_2", { ...mail, subject: "Second" });
  expect(mailbox.mails()).toEqual([
    { from: "Shop <shop@shop.example>", ...mail, subject: "Second" },
    { from: "Shop <shop@shop.example>", ...mail },
  ]);
  const page = await (await fetch(new URL("/", mailbox.url))).text();
  expect(page).toContain("<h2>One &amp; &lt;two&gt;</h2>");
});

it("refuses what is no mail, and the sender then says why", async () => {
  const broken = { to: 1 as unknown as string, subject: "s", text: "t" };
  await expect(senderOf(mailbox.url)?.send("ntc_1", broken)).rejects.toThrow("status_422");
  expect(senderOf("")).toBeNull();
});
