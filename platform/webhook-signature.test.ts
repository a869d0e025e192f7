import { Webhook } from "standardwebhooks";
import { expect, it } from "vitest";
import { newWebhookSecret, signWebhook } from "./webhook-signature.ts";

/** The example of the specification's own libraries. */
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const now = () => Math.floor(Date.now() / 1000);

it("signs as the specification's example", () => {
  const message = {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    timestamp: 1_614_265_330,
    body: '{"test": 2432232314}',
  };
  expect(signWebhook([SECRET], message)).toEqual({
    "webhook-id": message.id,
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

it("is verified by the independent package, whatever the body", () => {
  const secret = newWebhookSecret();
  for (const body of ['{"a":1}', '{"é":"✓ \ud83d\ude00"}', "{}", `{"long":"${"x".repeat(20_000)}"}`]) {
    const headers = signWebhook([secret], { id: "evt_1", timestamp: now(), body });
    expect(new Webhook(secret).verify(body, { ...headers })).toEqual(JSON.parse(body));
    expect(() => new Webhook(secret).verify(`${body} `, { ...headers })).toThrow();
    expect(() => new Webhook(newWebhookSecret()).verify(body, { ...headers })).toThrow();
    expect(() => new Webhook(secret).verify(body, { ...headers, "webhook-id": "evt_2" })).toThrow();
  }
});

it("is refused by the independent package once it is five minutes old", () => {
  const headers = signWebhook([SECRET], { id: "evt_1", timestamp: now() - 301, body: "{}" });
  expect(() => new Webhook(SECRET).verify("{}", { ...headers })).toThrow(/old/);
});

it("is verified by either secret while one takes the place of the other", () => {
  const [fresh, earlier] = [newWebhookSecret(), newWebhookSecret()];
  const headers = signWebhook([fresh, earlier], { id: "evt_1", timestamp: now(), body: "{}" });
  for (const secret of [fresh, earlier]) expect(new Webhook(secret).verify("{}", { ...headers })).toEqual({});
});

it("makes secrets of 32 bytes, no two the same", () => {
  const secrets = Array.from({ length: 100 }, newWebhookSecret);
  expect(new Set(secrets).size).toBe(100);
  for (const secret of secrets) expect(atob(secret.slice("whsec_".length))).toHaveLength(32);
});
