import { parseXml, type XmlDocument, XmlElement } from "@rgrove/parse-xml";
import { isCurrency } from "../../core/money/currency.ts";
import { type FxRate, isRate } from "../../core/money/fx.ts";
import { fail, ok, type Result } from "../../core/shared/result.ts";

/** The source of the reference rates of the European Central Bank. */
export const ECB = "ecb";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads the reference rates of the European Central Bank, of one day (`eurofxref-daily.xml`) or of many
 * (`eurofxref-hist.xml`): how many units of a currency cost one euro. A currency that is no more, which the
 * history has, is left out. Anything else that is not as it should be refuses the whole file.
 */
export function readEcb(xml: string): Result<readonly FxRate[], string> {
  const document = parse(xml);
  if (!document) return fail("is not XML");
  const days = cubesOf(document).filter(({ attributes }) => attributes.time !== undefined);
  const rates: FxRate[] = [];
  for (const { attributes, children } of days) {
    const { time: day = "" } = attributes;
    if (!DAY.test(day) || !isDay(day)) return fail(`has the day "${day}"`);
    for (const child of children) {
      if (!(child instanceof XmlElement)) continue;
      const { currency = "", rate = "" } = child.attributes;
      if (!/^[A-Z]{3}$/.test(currency) || !isRate(rate))
        return fail(`has the rate "${rate}" of "${currency}"`);
      if (isCurrency(currency)) rates.push({ source: ECB, day, currency, rate });
    }
  }
  return rates.length > 0 ? ok(rates) : fail("has no rates");
}

function parse(xml: string): XmlDocument | null {
  try {
    return parseXml(xml);
  } catch {
    return null;
  }
}

/** The elements named `Cube`, whatever prefix their name space has, the outer before the inner. */
function cubesOf(node: XmlDocument | XmlElement): readonly XmlElement[] {
  return node.children.flatMap((child) => {
    if (!(child instanceof XmlElement)) return [];
    const inner = cubesOf(child);
    return /^([\w-]+:)?Cube$/.test(child.name) ? [child, ...inner] : inner;
  });
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
