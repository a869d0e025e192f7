import {
  drawnCodes,
  type FontName,
  type Fonts,
  PAGE,
  type PdfPage,
  type Rule,
  type TextRun,
} from "./pdf-file.ts";

/** How a text is set. */
export type Style = { readonly font: FontName; readonly size: number };

const MARGIN = 56;
/** Where what is written begins and ends. */
export const LEFT = 56;
export const RIGHT = PAGE.width - MARGIN;
/** Below this line a new page begins; the foot stands there. */
const FLOOR = MARGIN + 28;
const ELLIPSIS = "…";

/** Writes from the top down, and goes on to a new page where one is full. */
export class PageWriter {
  readonly pages: { readonly runs: TextRun[]; readonly rules: Rule[] }[] = [];
  y = 0;
  readonly #fonts: Fonts;

  constructor(fonts: Fonts) {
    this.#fonts = fonts;
    this.#turn();
  }

  /** Makes room for so many points: on a new page, if this one has not got them. */
  need(height: number): void {
    if (this.y - height < FLOOR) this.#turn();
  }

  /** Goes down. */
  down(height: number): void {
    this.y -= height;
  }

  /** Text from a place on, cut where it is longer than it may be. */
  text(text: string, x: number, style: Style, widthMax = RIGHT - x): void {
    this.#page.runs.push({ ...style, x, y: this.y, text: this.#fit(text, style, widthMax) });
  }

  /** Text that ends at a place. */
  textTo(text: string, x: number, style: Style): void {
    this.#page.runs.push({ ...style, x: x - this.#widthOf(text, style), y: this.y, text });
  }

  /** Text over as many lines as it takes, broken between words. */
  paragraph(text: string, style: Style): void {
    let line = "";
    for (const word of text.split(" ")) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (line !== "" && this.#widthOf(longer, style) > RIGHT - LEFT) {
        this.#lineOf(line, style);
        line = word;
      } else line = longer;
    }
    this.#lineOf(line, style);
  }

  /** A line over the whole width. */
  rule(): void {
    this.#page.rules.push({ fromX: LEFT, toX: RIGHT, y: this.y });
  }

  /** The pages, each with a foot that says which of how many it is. */
  finish(
    footOf: (page: number, of: number) => readonly [left: string, right: string],
    style: Style,
  ): readonly PdfPage[] {
    return this.pages.map(({ runs, rules }, index) => {
      const [left, right] = footOf(index + 1, this.pages.length);
      const y = MARGIN - 14;
      const foot: TextRun[] = [
        { ...style, x: LEFT, y, text: left },
        { ...style, x: RIGHT - this.#widthOf(right, style), y, text: right },
      ];
      return { runs: [...runs, ...foot], rules };
    });
  }

  get #page() {
    const page = this.pages.at(-1);
    if (!page) throw new Error("a writer has a page");
    return page;
  }

  #turn(): void {
    this.pages.push({ runs: [], rules: [] });
    this.y = PAGE.height - MARGIN;
  }

  #lineOf(text: string, style: Style): void {
    this.need(style.size);
    this.text(text, LEFT, style);
    this.down(style.size * 1.4);
  }

  #widthOf(text: string, { font: name, size }: Style): number {
    const font = this.#fonts[name];
    const units = drawnCodes(text, font).reduce(
      (sum, code) => sum + font.advanceOf(font.glyphs.get(code) ?? 0),
      0,
    );
    return (units * size) / font.unitsPerEm;
  }

  #fit(text: string, style: Style, widthMax: number): string {
    if (this.#widthOf(text, style) <= widthMax) return text;
    const characters = [...text];
    while (characters.length > 0 && this.#widthOf(characters.join("") + ELLIPSIS, style) > widthMax)
      characters.pop();
    return characters.join("") + ELLIPSIS;
  }
}
