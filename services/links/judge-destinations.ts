import { destinationTextProblem } from "../../core/link/destination-problem.ts";
import { parseUrl } from "../../platform/parse-url.ts";
import type { InvalidFields } from "../shared/problems.ts";

/** Every address a link can lead to. */
export type LinkAddresses = {
  readonly destinationUrl?: string | undefined;
  readonly fallbackUrl?: string | null | undefined;
  readonly rules?: readonly { readonly destination_url: string }[] | undefined;
  readonly variants?: readonly { readonly destination_url: string }[] | undefined;
};

/** Refuses addresses that a link of this host may not lead to, naming each; null if there is none. */
export function judgeDestinations(addresses: LinkAddresses, linkHost: string): InvalidFields | null {
  const { destinationUrl, fallbackUrl, rules = [], variants = [] } = addresses;
  const wanted: (readonly [string, string | null | undefined])[] = [
    ["destination_url", destinationUrl],
    ["fallback_url", fallbackUrl],
    ...rules.map((rule, index) => [`rules[${index}].destination_url`, rule.destination_url] as const),
    ...variants.map(({ destination_url }, index) => {
      return [`variants[${index}].destination_url`, destination_url] as const;
    }),
  ];
  const fields = wanted.flatMap(([param, text]) => {
    const message =
      typeof text === "string" ? destinationTextProblem(text, { linkHost, parse: parseUrl }) : null;
    return message === null ? [] : [{ param, message }];
  });
  return fields.length > 0 ? { code: "invalid_fields", fields } : null;
}
