import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * Reads a range of addresses, `203.0.113.0/24`, `2001:db8::/48` or one address, and gives the one way to write it:
 * without bits beyond its prefix, and never IPv4 within IPv6. Null of anything else.
 */
export function parseAddressRange(text: string): string | null {
  const [written = "", prefix, ...others] = text.split("/");
  const address = parseAddress(written);
  if (!address || others.length > 0) return null;
  const bits = address.kind() === "ipv4" ? 32 : 128;
  if (prefix === undefined) return `${address}/${bits}`;
  // Of a mapped address the prefix would count other bits than are left.
  if (!/^(0|[1-9]\d{0,2})$/.test(prefix) || Number(prefix) > bits || isMapped(written)) return null;
  const kind = address.kind() === "ipv4" ? ipaddr.IPv4 : ipaddr.IPv6;
  return `${kind.networkAddressFromCIDR(`${address}/${prefix}`)}/${prefix}`;
}

/** True of an address in one of the ranges, each as `parseAddressRange` gives it. False of what is no address. */
export function isInRanges(text: string, ranges: readonly string[]): boolean {
  const address = parseAddress(text);
  if (!address) return false;
  return ranges.some((range) => {
    const [network, bits] = ipaddr.parseCIDR(range);
    return network.kind() === address.kind() && address.match(network, bits);
  });
}

/** True of a caller that may come from anywhere, or from the ranges named; one without an address is nowhere. */
export function isAllowedFrom(address: string | null, ranges: readonly string[]): boolean {
  return ranges.length === 0 || isInRanges(address ?? "", ranges);
}

/** Only as addresses are written: no octal, hexadecimal or short form, and no zone. */
function parseAddress(text: string): Address | null {
  const isWritten =
    ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(":") && ipaddr.IPv6.isValid(text));
  return isWritten && !text.includes("%") ? ipaddr.process(text) : null;
}

const isMapped = (text: string): boolean =>
  text.includes(":") && ipaddr.IPv6.parse(text).isIPv4MappedAddress();
