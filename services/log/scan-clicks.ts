import { randomBytes } from "../../platform/random.ts";
import { canonicalLine } from "./canonical-line.ts";
import { type ClickBatch, type CodedColumn, likelySlot } from "./click-batch.ts";
import { SUB_COLUMNS } from "./click-columns.ts";
import { CLICK_FIELDS } from "./click-fields.ts";
import { LineTokens, type Word, wordOf } from "./line-tokens.ts";
import { HOUR_MS } from "./log-keys.ts";
import { viewOf } from "./parquet/bytes.ts";
import type { TextColumn } from "./parquet/text-column.ts";
import { CLICK_ID_CHARS, ROW_ID_BYTES, randomOf, readRowId, tagOf, timeOf } from "./row-id.ts";

/** What is no line of clicks of its workspace and hour. */
class UnreadableClicks extends Error {}

/** The batch holds as many rows as it can. */
export class BatchFull extends Error {}

/** Whose clicks a raw object may hold: of which workspace, by its tag, and from which hour on. */
export type ScanBounds = { readonly workspaceTag: number; readonly hourMs: number };

const COMMA = 0x2c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const NEWLINE = 0x0a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const LETTER_N = 0x6e;
const LETTER_T = 0x74;
const EMPTY_LIST_CHARS = 2;

const encoder = new TextEncoder();
const WORDS = { true: wordOf("true"), false: wordOf("false"), null: wordOf("null") };
const KEYS = CLICK_FIELDS.map(({ key }) => wordOf(`"${key}":`));
const KINDS = CLICK_FIELDS.map(({ kind }) => kind);
const NULLABLE = CLICK_FIELDS.map(({ isNullable }) => isNullable);
const LINK = CLICK_FIELDS.findIndex(({ key }) => key === "link_id");
/** The greatest number of a network, 2^32 - 1, has so many digits. */
const DIGITS_MAX = 10;
const REQUIRED = CLICK_FIELDS.reduce(
  (bits, { isRequired }, index) => bits | (isRequired ? 1 << index : 0),
  0,
);

/**
 * Reads lines of the raw log into a batch. Texts go as bytes from the line to their column, since reading
 * each line with `JSON.parse` and writing its texts anew takes as long as all the rest of compaction.
 *
 * A line is read as `JSON.stringify` writes a click's record; one of another form is brought into this one
 * first. What then is no click throws `UnreadableClicks`.
 */
export class ClickScanner {
  readonly #batch: ClickBatch;
  readonly #bounds: ScanBounds;
  /** The columns of the fields, by their numbers. */
  readonly #coded: readonly (CodedColumn | undefined)[];
  readonly #texts: readonly (TextColumn | undefined)[];
  readonly #subs: readonly (CodedColumn | undefined)[];
  readonly #rowIds: DataView;
  /** Of the line's link, once that is read: what comes with a link is mostly what came with it before. */
  #slot = 0;
  /** Each process begins its hashes anew, so that nobody can choose texts that all have the same. */
  readonly #tokens = new LineTokens(viewOf(randomBytes(4)).getInt32(0));

  constructor(batch: ClickBatch, bounds: ScanBounds) {
    this.#batch = batch;
    this.#bounds = bounds;
    this.#coded = CLICK_FIELDS.map(({ column }) => batch.coded.get(column));
    this.#texts = CLICK_FIELDS.map(({ column }) => batch.texts.get(column));
    this.#subs = SUB_COLUMNS.map((column) => batch.coded.get(column));
    this.#rowIds = viewOf(batch.rowIds);
  }

  /** Adds the clicks of all lines. When it throws, some of them may be in the batch already. */
  scan(lines: Uint8Array): void {
    this.#tokens.open(lines, 0);
    while (!this.#tokens.isOver()) {
      const start = this.#tokens.at;
      if (!this.#line()) this.#otherLine(lines, start);
      this.#batch.end();
    }
  }

  /** Reads a line that has not the form of `JSON.stringify`. */
  #otherLine(lines: Uint8Array, start: number): void {
    this.#tokens.open(lines, start);
    const { text, next } = this.#tokens.restOfLine();
    this.#tokens.open(encoder.encode(canonicalLine(text) ?? ""), 0);
    if (!this.#line()) throw new UnreadableClicks(`no click of this hour at byte ${start}`);
    this.#tokens.open(lines, next);
  }

  /** Reads one line into the next row; false if it has another form, or is no click of the hour. */
  #line(): boolean {
    if (!this.#batch.hasRoom) throw new BatchFull("a part takes no more rows");
    const row = this.#batch.begin();
    const tokens = this.#tokens;
    if (tokens.peek() !== OPEN) return false;
    this.#slot = 0;
    let seen = 0;
    let expected = 0;
    do {
      tokens.at += 1;
      const field = this.#field(expected);
      if (field < 0 || !this.#value(field, row)) return false;
      seen |= 1 << field;
      expected = field + 1;
    } while (tokens.peek() === COMMA);
    if (tokens.peek() !== CLOSE || (tokens.peek(1) ?? NEWLINE) !== NEWLINE) return false;
    tokens.at += 2;
    return (seen & REQUIRED) === REQUIRED;
  }

  /** The number of the field whose key comes now, most likely the one expected; -1 for none. */
  #field(expected: number): number {
    const count = KEYS.length;
    for (let tried = 0; tried < count; tried += 1) {
      const field = expected + tried < count ? expected + tried : expected + tried - count;
      if (this.#tokens.word(KEYS[field] as Word)) return field;
    }
    return -1;
  }

  #value(field: number, row: number): boolean {
    switch (KINDS[field]) {
      case "id":
        return this.#id(row);
      case "time":
        // It stands in the id as well, which comes first.
        return this.#tokens.digits() && this.#tokens.number() === this.#batch.times[row];
      case "boolean":
        return this.#boolean(row);
      case "text":
        return this.#text(field, row);
      case "integer":
        return this.#isNull(field) || (this.#digits() && this.#code(this.#coded[field], row));
      case "list":
        return this.#list(this.#coded[field], row);
      case "subs":
        return this.#subIds(row);
      default:
        return this.#isNull(field) || this.#codedText(field, row);
    }
  }

  #codedText(field: number, row: number): boolean {
    const column = this.#coded[field];
    if (!column || !this.#likelyText(column, row)) return false;
    if (field === LINK) this.#slot = likelySlot(column.codes[row] as number);
    return true;
  }

  /** Reads a text of which most are the one that came with the same link before: that one is only compared. */
  #likelyText(column: CodedColumn, row: number): boolean {
    const tokens = this.#tokens;
    const likely = column.likely[this.#slot] as number;
    if (likely !== 0 && tokens.knownText(column.dictionary, likely)) {
      column.codes[row] = likely;
      return true;
    }
    if (!tokens.text()) return false;
    this.#code(column, row);
    if (tokens.isPlain()) column.likely[this.#slot] = column.codes[row] as number;
    return true;
  }

  /** Reads the id and what it tells; false if it is not of the workspace and the hour. */
  #id(row: number): boolean {
    const tokens = this.#tokens;
    if (!tokens.text() || tokens.length() !== CLICK_ID_CHARS) return false;
    const at = row * ROW_ID_BYTES;
    if (!readRowId(tokens.source, tokens.start, this.#rowIds, at)) return false;
    const time = timeOf(this.#rowIds, at);
    this.#batch.times[row] = time;
    this.#batch.randoms[row] = randomOf(this.#rowIds, at);
    const { hourMs, workspaceTag } = this.#bounds;
    return time >= hourMs && time < hourMs + HOUR_MS && tagOf(this.#rowIds, at) === workspaceTag;
  }

  #boolean(row: number): boolean {
    const isTrue = this.#tokens.peek() === LETTER_T;
    this.#batch.optedOut[row] = isTrue ? 1 : 0;
    return this.#tokens.word(isTrue ? WORDS.true : WORDS.false);
  }

  #text(field: number, row: number): boolean {
    const tokens = this.#tokens;
    const column = this.#texts[field];
    if (this.#isNull(field)) column?.setNull(row);
    else if (tokens.text()) column?.set(row, tokens.source, tokens.start, tokens.end);
    else return false;
    return column !== undefined;
  }

  #digits(): boolean {
    return this.#tokens.digits() && this.#tokens.length() <= DIGITS_MAX;
  }

  /** An empty list is as none. */
  #list(column: CodedColumn | undefined, row: number): boolean {
    const isList = this.#tokens.list();
    return isList && (this.#tokens.length() === EMPTY_LIST_CHARS || this.#code(column, row));
  }

  #subIds(row: number): boolean {
    const tokens = this.#tokens;
    if (tokens.peek() !== OPEN_LIST) return false;
    if (tokens.peek(1) === CLOSE_LIST) {
      tokens.at += 2;
      return true;
    }
    for (const column of this.#subs) {
      tokens.at += 1;
      // Empty is what was not given.
      if (!tokens.emptyText() && !(column && this.#likelyText(column, row))) return false;
      if (tokens.peek() !== COMMA) break;
    }
    const isEnd = tokens.peek() === CLOSE_LIST;
    tokens.at += 1;
    return isEnd;
  }

  /** Gives a row the number of what was last read. */
  #code(column: CodedColumn | undefined, row: number): boolean {
    if (!column) return false;
    const { source, start, end, hash } = this.#tokens;
    column.codes[row] = column.dictionary.intern(source, start, end, hash);
    return true;
  }

  #isNull(field: number): boolean {
    return NULLABLE[field] === true && this.#tokens.peek() === LETTER_N && this.#tokens.word(WORDS.null);
  }
}
