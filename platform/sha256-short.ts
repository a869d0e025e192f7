/**
 * SHA-256 (FIPS 180-4) in JavaScript, for short data on the hot path: there the calls into the runtime's
 * own take several times as long as the work. Whatever is longer than a line belongs to `sha256.ts`.
 */

const BLOCK_BYTES = 64;
const BLOCK_WORDS = 16;
/** Where the length of all data stands in the last block. It takes two words; the upper is 0 for short data. */
const LENGTH_WORD = 15;
/** Follows the data. */
const END_MARK = 0x80;
const STATE_WORDS = 8;
/** Bytes of a digest. */
const DIGEST_BYTES = 4 * STATE_WORDS;

/** First 32 bits of the fractional parts of the square roots of the first 8 primes. */
const START = new Int32Array([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
/** The same of the cube roots of the first 64. */
const ROUNDS = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]);

/** Used anew by each call, none of which waits in between. Copied by loops: for so few numbers a call costs more. */
const state = new Int32Array(STATE_WORDS);
const words = new Int32Array(64);

/** What is known of data after its first whole blocks. */
export type Sha256State = Int32Array;

/** Takes in one block of 64 bytes, which stands before the data that follows. */
export function beginSha256(block: Uint8Array): Sha256State {
  const begun = START.slice();
  readWords(block, 0, BLOCK_BYTES);
  takeBlock(begun);
  return begun;
}

/** HMAC in all but its key: digests the data after `inner`, and that digest after `outer`. 32 bytes. */
export function sha256Nested(inner: Sha256State, outer: Sha256State, data: Uint8Array): Uint8Array {
  digest(inner, data, BLOCK_BYTES);
  for (let word = 0; word < STATE_WORDS; word += 1) words[word] = state[word] as number;
  words[STATE_WORDS] = END_MARK << 24;
  for (let word = STATE_WORDS + 1; word < LENGTH_WORD; word += 1) words[word] = 0;
  words[LENGTH_WORD] = (BLOCK_BYTES + DIGEST_BYTES) * 8;
  for (let word = 0; word < STATE_WORDS; word += 1) state[word] = outer[word] as number;
  takeBlock(state);
  return stateBytes();
}

/** SHA-256 of short data: 32 bytes. */
export function sha256Short(data: Uint8Array): Uint8Array {
  digest(START, data, 0);
  return stateBytes();
}

/** Leaves in `state` the digest of what stood before, as `after`, and the data. */
function digest(after: Sha256State, data: Uint8Array, bytesBefore: number): void {
  for (let word = 0; word < STATE_WORDS; word += 1) state[word] = after[word] as number;
  const { length } = data;
  let offset = 0;
  for (; offset + BLOCK_BYTES <= length; offset += BLOCK_BYTES) {
    readWords(data, offset, BLOCK_BYTES);
    takeBlock(state);
  }
  const left = length - offset;
  readWords(data, offset, left);
  words[left >> 2] = (words[left >> 2] as number) | (END_MARK << (24 - 8 * (left & 3)));
  if (left >= 4 * LENGTH_WORD - 4) {
    takeBlock(state);
    readWords(data, length, 0);
  }
  words[LENGTH_WORD] = (bytesBefore + length) * 8;
  takeBlock(state);
}

/** Fills the words of a block with up to 64 bytes, then zeros. */
function readWords(bytes: Uint8Array, offset: number, length: number): void {
  const whole = length >> 2;
  for (let word = 0; word < whole; word += 1) {
    const at = offset + 4 * word;
    words[word] =
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number);
  }
  for (let word = whole; word < BLOCK_WORDS; word += 1) words[word] = 0;
  for (let index = 4 * whole; index < length; index += 1) {
    words[whole] = (words[whole] as number) | ((bytes[offset + index] as number) << (24 - 8 * (index & 3)));
  }
}

function stateBytes(): Uint8Array {
  const bytes = new Uint8Array(DIGEST_BYTES);
  for (let word = 0; word < STATE_WORDS; word += 1) {
    const value = state[word] as number;
    const at = 4 * word;
    bytes[at] = value >>> 24;
    bytes[at + 1] = value >>> 16;
    bytes[at + 2] = value >>> 8;
    bytes[at + 3] = value;
  }
  return bytes;
}

/** The compression function over the block in `words`; the letters are those of the standard. Written out, since each of the 64 rounds counts. */
function takeBlock(into: Sha256State): void {
  schedule();
  let a = into[0] as number;
  let b = into[1] as number;
  let c = into[2] as number;
  let d = into[3] as number;
  let e = into[4] as number;
  let f = into[5] as number;
  let g = into[6] as number;
  let h = into[7] as number;
  for (let round = 0; round < 64; round += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + s1 + ((e & f) ^ (~e & g)) + (ROUNDS[round] as number) + (words[round] as number)) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  into[0] = (into[0] as number) + a;
  into[1] = (into[1] as number) + b;
  into[2] = (into[2] as number) + c;
  into[3] = (into[3] as number) + d;
  into[4] = (into[4] as number) + e;
  into[5] = (into[5] as number) + f;
  into[6] = (into[6] as number) + g;
  into[7] = (into[7] as number) + h;
}

function schedule(): void {
  for (let word = 16; word < 64; word += 1) {
    const x = words[word - 15] as number;
    const y = words[word - 2] as number;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[word] = (words[word - 16] as number) + s0 + (words[word - 7] as number) + s1;
  }
}
