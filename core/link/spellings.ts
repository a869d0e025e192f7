/**
 * The slugs under which a link is followed: its own, and that of a coupon's link in lower and upper case as well, since
 * people type codes as they like.
 */
export function spellingsOf(slug: string, couponCode: string | null | undefined): readonly string[] {
  return couponCode == null ? [slug] : [...new Set([slug, slug.toLowerCase(), slug.toUpperCase()])];
}
