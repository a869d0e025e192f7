import { expect, it } from "vitest";
import { nameInMail } from "./name-in-mail.ts";

it.each([
  ["Acme and Sons A/S", "“Acme and Sons A/S”"],
  ["Łódź & Ko. 日本", "“Łódź & Ko. 日本”"],
  ["Shop.example", "“Shop. example”"],
  ["Your bank: click https://evil.example/a?b now", "“Your bank: click https evil. example/a?b now”"],
  ["//evil。example www.evil.example", "“evil。 example www. evil. example”"],
  ["me@evil.example mailto:x", "“me@ evil. example mailto: x”"],
  ["one\r\n\r\ntwo\u2028three\u0085four", "“one two three four”"],
  ["“Acme”.\nWe say: “go” \u202etxet\u202c ev\u200bil", "“Acme. We say: go txet evil”"],
  ["x".repeat(200), `“${"x".repeat(59)}…”`],
])("tells %j as a name", (name, told) => {
  expect(nameInMail(name)).toBe(told);
});
