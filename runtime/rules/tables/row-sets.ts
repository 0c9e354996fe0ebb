/**
 * Sets of rows, each as bits in one long array. Beside its bits a set has its size, one bit for each word that is not empty, and, where it is
 * small, its rows one after another: what is sparse is intersected row by row, what is dense word by word.
 */
export class RowSets {
  readonly rows: number;
  /** words of 32 rows that a set takes */
  readonly words: number;
  readonly summaryWords: number;
  readonly bits: Uint32Array;
  readonly summaries: Uint32Array;
  readonly counts: Uint32Array;
  /** where the rows of a small set begin in `lists`; −1: it is not small */
  readonly listed: Int32Array;
  lists: Uint32Array = new Uint32Array(0);
  #size = 0;
  #lists: number[] = [];

  constructor(rows: number, sets: number) {
    this.rows = rows;
    this.words = wordsOf(rows);
    this.summaryWords = wordsOf(this.words);
    this.bits = new Uint32Array(sets * this.words);
    this.summaries = new Uint32Array(sets * this.summaryWords);
    this.counts = new Uint32Array(sets);
    this.listed = new Int32Array(sets).fill(-1);
  }

  get bytes(): number {
    const { bits, summaries, counts, listed, lists } = this;
    return bits.byteLength + summaries.byteLength + counts.byteLength + listed.byteLength + lists.byteLength;
  }

  /** A new set that holds what `bits` holds. @returns its number */
  add(bits: Uint32Array): number {
    this.bits.set(bits, this.#size * this.words);
    return this.#size++;
  }

  insert(set: number, row: number): void {
    this.bits[set * this.words + (row >>> 5)]! |= 1 << (row & 31);
  }

  /** Nothing more will be put into the set: its size, summary and list are worked out. */
  close(set: number): void {
    const { bits, words, summaries, summaryWords } = this;
    const start = set * words;
    let count = 0;
    for (let word = 0; word < words; word++) {
      const value = bits[start + word]!;
      if (value === 0) continue;
      summaries[set * summaryWords + (word >>> 5)]! |= 1 << (word & 31);
      count += ones(value);
    }
    this.counts[set] = count;
    // beyond this, looking at words is quicker than looking at rows
    if (count * 2 > words) return;
    this.listed[set] = this.#lists.length;
    for (let word = 0; word < words; word++) {
      for (let rest = bits[start + word]!; rest !== 0; rest &= rest - 1) this.#lists.push(word * 32 + lowest(rest));
    }
  }

  /** All sets are closed. */
  seal(): void {
    this.lists = Uint32Array.from(this.#lists);
    this.#lists = [];
  }
}

export const wordsOf = (count: number): number => Math.ceil(count / 32);

/** The place of the lowest bit that is set. */
export const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits);

function ones(bits: number): number {
  let value = bits - ((bits >>> 1) & 0x55555555);
  value = (value & 0x33333333) + ((value >>> 2) & 0x33333333);
  return Math.imul((value + (value >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
