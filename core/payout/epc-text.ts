/** Letters that do not come apart into a letter of the Latin alphabet and a mark (EPC217-08). */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ ß: "ss", ẞ: "SS", æ: "ae", Æ: "AE", œ: "oe", Œ: "OE", ø: "o", Ø: "O", ł: "l", Ł: "L", đ: "d", Đ: "D" },
  ...{ ð: "d", Ð: "D", þ: "th", Þ: "TH", ı: "i", ŋ: "n", Ŋ: "N", ħ: "h", Ħ: "H", ĸ: "k", ŧ: "t", Ŧ: "T" },
  ...{ "&": "+", "@": "(at)", _: "-", '"': "'", "`": "'", "’": "'", "‘": "'", "´": "'", "“": "'", "”": "'" },
  ...{ "–": "-", "—": "-", ";": ",", "[": "(", "]": ")", "{": "(", "}": ")", "\\": "/", "|": "/", "\t": " " },
};

const GREEK: Readonly<Record<string, string>> = {
  ...{ α: "a", β: "v", γ: "g", δ: "d", ε: "e", ζ: "z", η: "i", θ: "th", ι: "i", κ: "k", λ: "l", μ: "m" },
  ...{
    ν: "n",
    ξ: "x",
    ο: "o",
    π: "p",
    ρ: "r",
    σ: "s",
    ς: "s",
    τ: "t",
    υ: "y",
    φ: "f",
    χ: "ch",
    ψ: "ps",
    ω: "o",
  },
};

const CYRILLIC: Readonly<Record<string, string>> = {
  ...{
    а: "a",
    б: "b",
    в: "v",
    г: "g",
    д: "d",
    е: "e",
    ж: "zh",
    з: "z",
    и: "i",
    й: "y",
    к: "k",
    л: "l",
    м: "m",
  },
  ...{ н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "h", ц: "ts", ч: "ch", ш: "sh" },
  ...{ щ: "sht", ъ: "a", ь: "y", ю: "yu", я: "ya", ы: "y", э: "e" },
};

const ALLOWED = /^[A-Za-z0-9/\-?:().,'+ ]$/;

/**
 * Writes a text in the characters that every bank of SEPA takes (EPC217-08): letters lose their marks, Greek
 * and Cyrillic are written in Latin letters, and what has no counterpart becomes a full stop. Cut to
 * `charactersMax`; null if neither a letter nor a digit of it is left, so that it would name nobody.
 */
export function toEpcText(text: string, charactersMax: number): string | null {
  const composed = text
    .normalize("NFC")
    .replace(/(?<=[οΟ])[υύ]/g, "u")
    .replace(/(?<=[οΟ])[ΥΎ]/g, "U");
  const latin = [...composed].map(toLatin).join("");
  const written = latin.replace(/ +/g, " ").trim().slice(0, charactersMax).trimEnd();
  return /[A-Za-z0-9]/.test(written) ? written : null;
}

/** True if the text is an id that every bank of SEPA takes back unchanged: no slash where EPC217-08 forbids one. */
export function isEpcId(text: string): boolean {
  const isOfCharacters = text !== "" && [...text].every((char) => ALLOWED.test(char));
  return isOfCharacters && text.length <= 35 && !/^\/|\/$|\/\//.test(text);
}

function toLatin(char: string): string {
  if (ALLOWED.test(char)) return char;
  const whole = LETTERS[char] ?? ofOtherScript(char);
  if (whole !== undefined) return whole;
  const [base = ""] = char.normalize("NFKD");
  return ALLOWED.test(base) ? base : (LETTERS[base] ?? ofOtherScript(base) ?? (isMark(char) ? "" : "."));
}

function ofOtherScript(char: string): string | undefined {
  const lower = char.toLowerCase();
  const latin = GREEK[lower] ?? CYRILLIC[lower];
  return latin === undefined || lower === char ? latin : `${latin.charAt(0).toUpperCase()}${latin.slice(1)}`;
}

const isMark = (char: string): boolean => /^\p{M}$/u.test(char);
