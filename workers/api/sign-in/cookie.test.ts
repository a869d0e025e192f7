import { describe, expect, it } from "vitest";
import { sessionCookie, sessionToken } from "./cookie.ts";

const TOKEN = "t".repeat(43);
const at = (url: string, cookie = ""): Request => new Request(url, { headers: { cookie } });

describe("the session cookie", () => {
  it("is of its host alone, and sent by https alone", () => {
    expect(sessionCookie(at("https://app.example/v1/sign-in/code"), TOKEN)).toBe(
      `__Host-tb_session=${TOKEN}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure`,
    );
    expect(sessionToken(at("https://app.example/", `a=b; __Host-tb_session=${TOKEN}`))).toBe(TOKEN);
  });

  it("has no prefix over http on this machine, and nowhere else", () => {
    expect(sessionToken(at("http://localhost:8787/", `tb_session=${TOKEN}`))).toBe(TOKEN);
    expect(sessionToken(at("http://127.0.0.1/", `tb_session=${TOKEN}`))).toBe(TOKEN);
    for (const url of [
      "https://localhost/",
      "http://app.example/",
      "http://localhost.evil.example/",
      "https://app.example/",
    ]) {
      expect(sessionToken(at(url, `tb_session=${TOKEN}`)), url).toBeNull();
    }
    expect(sessionCookie(at("http://app.example/"), TOKEN)).toContain("__Host-");
  });

  it("is not taken where it stands twice, so that none set by a neighbour comes first", () => {
    const cookie = `__Host-tb_session=${TOKEN}`;
    expect(sessionToken(at("https://app.example/", `${cookie}; ${cookie}`))).toBeNull();
  });
});
