import ipaddr from "ipaddr.js";

/** Prefixes that hold an IPv4 address inside of an IPv6 one: NAT64 (RFC 6052, 8215), 6to4 (RFC 3056), Teredo (RFC 4380). */
const NAT64_LOCAL = ipaddr.IPv6.parseCIDR("64:ff9b:1::/48");
/** Addresses of IPv4 translated (RFC 6145), and those once compatible with it (RFC 4291, 2.5.5.1). */
const WRAPPING = [
  ...["::ffff:0:0:0/96", "::/96", "64:ff9b::/96", "2002::/16", "2001::/32"].map((range) =>
    ipaddr.IPv6.parseCIDR(range),
  ),
  NAT64_LOCAL,
];

/**
 * True of an address that anyone on the internet can be reached by: no private, shared, local, multicast or
 * reserved one, and none that hides another address, which a gateway would unpack.
 *
 * @param text in the form that addresses are written in (RFC 4291, dotted decimal), without brackets
 */
export function isPublicAddress(text: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text).range() === "unicast";
  if (!ipaddr.IPv6.isValid(text) || text.includes("%")) return false;
  const address = ipaddr.IPv6.parse(text);
  return address.range() === "unicast" && !WRAPPING.some((range) => address.match(range));
}
