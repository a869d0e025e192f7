import { isbot } from "isbot";
import { agentClass, type ClickSignals } from "../../core/link/verdict.ts";

/** Takes from a request what the verdict is made of. */
export function signalsOf(request: Request): ClickSignals {
  const h = request.headers;
  const ua = h.get("user-agent");
  return {
    method: request.method,
    agent: agentClass(ua, isbot(ua)),
    purpose: `${h.get("sec-purpose")} ${h.get("purpose")} ${h.get("x-purpose")} ${h.get("x-moz")}`,
  };
}
