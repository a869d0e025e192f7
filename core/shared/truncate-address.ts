/** Groups of 16 bits that are kept of an IPv6 address: 48 bits, what one site gets. */
const IPV6_GROUPS_KEPT = 3;
const IPV6_GROUPS = 8;

/**
 * Cuts an address to its network: the /24 of IPv4 as `192.0.2`, the /48 of IPv6 as `2001:db8:0`.
 * An IPv4 address written as IPv6 (`::ffff:192.0.2.1`) is cut as IPv4. Null if it is no address.
 */
export function truncateAddress(address: string): string | null {
  const ipv4 = parseIpv4(address);
  if (ipv4) return `${ipv4[0]}.${ipv4[1]}.${ipv4[2]}`;
  const groups = parseIpv6(address);
  if (!groups) return null;
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) {
    const [high = 0, low = 0] = groups.slice(6);
    return `${high >> 8}.${high & 255}.${low >> 8}`;
  }
  return groups
    .slice(0, IPV6_GROUPS_KEPT)
    .map((group) => group.toString(16))
    .join(":");
}

/** Four numbers up to 255. Read digit by digit: most addresses are of this kind, and each click has one. */
function parseIpv4(text: string): readonly number[] | null {
  const bytes: number[] = [];
  let byte = 0;
  let digits = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const code = index < text.length ? text.charCodeAt(index) : DOT;
    if (code >= ZERO && code < ZERO + 10) {
      byte = byte * 10 + code - ZERO;
      digits += 1;
      continue;
    }
    if (code !== DOT || digits === 0 || digits > 3 || byte > 255 || bytes.length === 4) return null;
    bytes.push(byte);
    byte = 0;
    digits = 0;
  }
  return bytes.length === 4 ? bytes : null;
}

const DOT = 46;
const ZERO = 48;

/** RFC 4291, section 2.2: eight groups, `::` once for a run of zeros, the last 32 bits perhaps as IPv4. */
function parseIpv6(text: string): readonly number[] | null {
  const halves = text.split("::");
  if (!text.includes(":") || halves.length > 2) return null;
  const [head, tail] = halves.map((half, index) => parseGroups(half, index === halves.length - 1));
  if (!head || tail === null) return null;
  if (!tail) return head.length === IPV6_GROUPS ? head : null;
  const missing = IPV6_GROUPS - head.length - tail.length;
  return missing >= 1 ? [...head, ...Array<number>(missing).fill(0), ...tail] : null;
}

function parseGroups(text: string, mayEndInIpv4: boolean): readonly number[] | null {
  if (text === "") return [];
  const parts = text.split(":");
  const groups = parts.flatMap((part, index) => {
    if (/^[0-9a-f]{1,4}$/i.test(part)) return [Number.parseInt(part, 16)];
    const ipv4 = mayEndInIpv4 && index === parts.length - 1 ? parseIpv4(part) : null;
    const [a = 0, b = 0, c = 0, d = 0] = ipv4 ?? [];
    return ipv4 ? [a * 256 + b, c * 256 + d] : [Number.NaN];
  });
  return groups.some(Number.isNaN) ? null : groups;
}
