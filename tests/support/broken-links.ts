import * as fc from "fast-check";

/** A published link that uses every field. */
export const FULL_LINK = {
  ...{ v: 1, link_id: "lnk_one", workspace_id: "ws_one", program_id: "prg_one", affiliate_id: "aff_one" },
  ...{ destination_url: "https://shop.example/{sub1}", status: "active", expires_at_ms: null },
  ...{ cookie_mode: "first_party", starts_at_ms: 1, fallback_url: "https://shop.example/sorry" },
  rules: [
    {
      ...{ id: "de", destination_url: "https://de.shop.example/", countries: ["DE"], regions: ["DE-BY"] },
      ...{ devices: ["desktop"], oses: ["linux"], browsers: ["chrome"], languages: ["de"], from_ms: 1 },
      until_ms: 4_102_444_800_000,
      time: { time_zone: "Europe/Berlin", days: [1, 2, 3, 4, 5, 6, 7], from_minute: 0, to_minute: 1_440 },
    },
  ],
  variants: [{ id: "a", weight: 1, destination_url: "https://a.shop.example/" }],
  caps: [
    {
      ...{ id: "cap", metric: "clicks", period: "day", max: 1_000 },
      overflow_url: "https://shop.example/full",
    },
  ],
  allowed_hosts: ["shop.example"],
  allowed_schemes: ["myshop"],
  pass_query: "all",
  adds_afsrc: true,
  click_id_parameters: ["tb_clid", "dub_id"],
  sub_ids: { aff_sub: "sub2" },
  coupon_code: "ADA10",
  durable: false,
};

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom("", "\0", "x".repeat(100), "Europe/Atlantis", -1, [null], {}, "https://x.example/"),
);

/** The full link with anything at all in one of its places. */
export const brokenLink: fc.Arbitrary<unknown> = fc
  .tuple(fc.constantFrom(...placesIn(FULL_LINK)), anything)
  .map(([way, by]) => replaced(FULL_LINK, way, by));

/** The places in a value, each as the way to it. */
function placesIn(value: unknown): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    [key],
    ...placesIn(member).map((way) => [key, ...way]),
  ]);
}

function replaced(value: unknown, [key, ...way]: readonly string[], by: unknown): unknown {
  const members = Object.entries(value as object).map(([name, member]): [string, unknown] => {
    if (name !== key) return [name, member];
    return [name, way.length === 0 ? by : replaced(member, way, by)];
  });
  return Array.isArray(value) ? members.map(([, member]) => member) : Object.fromEntries(members);
}
