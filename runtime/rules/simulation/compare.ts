import { canonicalJson, isMoney, minorOf, type Json, type Problem } from "#metadata";
import type { Decision, DecisionTable } from "../tables/compile-table.ts";

type Facts = Readonly<Record<string, unknown>>;
type Output = Readonly<Record<string, Json>>;

export type ChangeKind = "gained" | "lost" | "ranked";

/** Facts whose answer is another one. */
export interface ChangedFacts {
  readonly facts: Facts;
  readonly at: string;
  /** place among the facts that were compared, from 0 on */
  readonly index: number;
  /** the row that gives it: after where it was gained or ranked, before where it was lost; null: no row does */
  readonly row: string | null;
}

/** What became of one output: of a table that routes, of one option. */
export interface OutputChange {
  readonly output: Output;
  gained: number;
  lost: number;
  /** given by both, in another place among those that both give */
  ranked: number;
  /** the same option with other terms */
  changed: number;
  /** minor units */
  readonly amounts: { gained: number; lost: number; ranked: number };
  readonly samples: { readonly gained: ChangedFacts[]; readonly lost: ChangedFacts[]; readonly ranked: ChangedFacts[] };
}

export interface Segment {
  readonly input: string;
  readonly value: string;
  considered: number;
  changed: number;
  gained: number;
  lost: number;
}

export interface CompareOptions {
  /** tables that route: name of the output that names the option; absent: everything that a row gives is compared as one */
  readonly option?: string | undefined;
  /** the money input that weighs, and its currency */
  readonly amount?: { readonly input: string; readonly currency: string } | undefined;
  /** inputs by whose values is counted */
  readonly segments?: readonly string[];
}

interface Entry extends OutputChange {
  /** stamps of the fact that is looked at: the last one in which either side gave it, and where */
  before: number;
  beforePlace: number;
  after: number;
  afterPlace: number;
}
/** A row's output, looked at once: rows give the same object again and again. */
interface Given {
  readonly entry: Entry;
  readonly terms: string;
}

interface Counted {
  readonly input: string;
  readonly values: Map<unknown, Segment>;
  /** too many values to be one */
  full: boolean;
}
interface Found {
  readonly changed: boolean;
  readonly gained: boolean;
  readonly lost: boolean;
}

const mostSamples = 5;
const mostGaps = 20;
/** Values of an input beyond which it is no segment: names and numbers of orders. */
const mostValues = 500;
/** Outputs that are told apart. */
const mostOutputs = 5_000;

/**
 * Two versions of a table over the same facts: what each output gained and lost, how much it weighs, and for whom. Facts are added one after
 * another; nothing is kept of those that come out the same. A side that is not there gives nothing.
 */
export class Comparison {
  readonly #before: DecisionTable | undefined;
  readonly #after: DecisionTable | undefined;
  readonly #options: CompareOptions;
  /** inputs that one side alone has: the other is not asked for them */
  readonly #onlyBefore: readonly string[];
  readonly #onlyAfter: readonly string[];
  readonly #entries = new Map<string, Entry>();
  readonly #given = new WeakMap<Output, Given>();
  readonly #segments: readonly Counted[];
  #stamp = 0;
  /** all outputs beyond those that are told apart, such as prices that are computed */
  #rest: Entry | undefined;

  considered = 0;
  changed = 0;
  /** facts that one of the two cannot read or answer */
  unreadable = 0;
  /** minor units of all that was considered */
  amount = 0;
  readonly empty = { published: 0, candidate: 0 };
  readonly fallback = { published: 0, candidate: 0 };
  readonly gaps: { readonly facts: Facts; readonly at: string; readonly publishedToo: boolean }[] = [];

  constructor(before: DecisionTable | undefined, after: DecisionTable | undefined, options: CompareOptions = {}) {
    this.#before = before;
    this.#after = after;
    this.#options = options;
    const [ours, theirs] = [before?.inputs ?? [], after?.inputs ?? []];
    this.#onlyAfter = before === undefined ? [] : theirs.filter((name) => !ours.includes(name));
    this.#onlyBefore = after === undefined ? [] : ours.filter((name) => !theirs.includes(name));
    this.#segments = (options.segments ?? []).map((input) => ({ input, values: new Map(), full: false }));
  }

  /** Compares the two over one fact. @returns what keeps either from an answer; undefined: both have one */
  add(facts: Facts, at: string): readonly Problem[] | undefined {
    const index = this.#stamp++;
    const options = { at };
    const old = this.#before?.decide(without(facts, this.#onlyAfter), options);
    const fresh = this.#after?.decide(without(facts, this.#onlyBefore), options);
    if (old?.ok === false || fresh?.ok === false) {
      this.unreadable++;
      return [...(old?.ok === false ? old.problems : []), ...(fresh?.ok === false ? fresh.problems : [])];
    }
    this.considered++;
    const [one, two] = [old?.value ?? nothing, fresh?.value ?? nothing];
    const weight = this.#weigh(facts);
    this.amount += weight;
    if (one.outputs.length === 0) this.empty.published++;
    if (one.fallback === true) this.fallback.published++;
    if (two.fallback === true) this.fallback.candidate++;
    if (two.outputs.length === 0) {
      this.empty.candidate++;
      if (this.gaps.length < mostGaps) this.gaps.push({ facts, at, publishedToo: one.outputs.length === 0 });
    }
    const found = this.#compare(one, two, { facts, at, index }, weight);
    if (found.changed) this.changed++;
    for (const segment of this.#segments) if (!segment.full) this.#count(segment, facts[segment.input], found);
    return undefined;
  }

  /** Outputs that came to something else, those that most facts gained or lost first. */
  outputs(most: number): readonly OutputChange[] {
    const total = ({ gained, lost, ranked, changed }: OutputChange): number => gained + lost + ranked + changed;
    return [...this.#entries.values()]
      .filter((each) => total(each) > 0)
      .sort((a, b) => b.gained + b.lost - a.gained - a.lost || total(b) - total(a))
      .slice(0, most)
      .map(({ output, gained, lost, ranked, changed, amounts, samples }) => ({ output, gained, lost, ranked, changed, amounts, samples }));
  }

  /** Values of inputs among whose facts most came out otherwise. */
  segments(most: number): readonly Segment[] {
    return this.#segments
      .filter(({ full }) => !full)
      .flatMap(({ values }) => [...values.values()])
      .filter(({ changed }) => changed > 0)
      .sort((a, b) => b.changed - a.changed || a.considered - b.considered || (a.value < b.value ? -1 : 1))
      .slice(0, most);
  }

  #weigh(facts: Facts): number {
    const { amount } = this.#options;
    if (amount === undefined) return 0;
    const value = facts[amount.input];
    if (isMoney(value)) return value.currency === amount.currency ? value.minor : 0;
    return typeof value === "string" || typeof value === "number" ? (minorOf(value, amount.currency) ?? 0) : 0;
  }

  /** What an output stands for. */
  #look(output: Output): Given {
    const known = this.#given.get(output);
    if (known !== undefined) return known;
    const { option } = this.#options;
    const terms = canonicalJson(output);
    const named: Output = option === undefined ? output : { [option]: output[option] ?? null };
    const key = option === undefined ? terms : canonicalJson(named);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      const isOne = this.#entries.size < mostOutputs;
      entry = isOne ? newEntry(named) : (this.#rest ??= newEntry({}));
      this.#entries.set(isOne ? key : "", entry);
    }
    const given = { entry, terms };
    this.#given.set(output, given);
    return given;
  }

  #compare(
    one: Decision,
    two: Decision,
    asked: { readonly facts: Facts; readonly at: string; readonly index: number },
    weight: number,
  ): Found {
    const [olds, news] = [one.outputs, two.outputs];
    let same = olds.length === news.length;
    for (let place = 0; same && place < olds.length; place++) {
      const [old, fresh] = [this.#look(olds[place]!), this.#look(news[place]!)];
      same = old.terms === fresh.terms;
    }
    if (same) return unchanged;
    const stamp = this.#stamp;
    for (let place = olds.length - 1; place >= 0; place--) {
      const { entry } = this.#look(olds[place]!);
      entry.before = stamp;
      entry.beforePlace = place;
    }
    for (let place = news.length - 1; place >= 0; place--) {
      const { entry } = this.#look(news[place]!);
      entry.after = stamp;
      entry.afterPlace = place;
    }
    let [gained, lost] = [false, false];
    for (let place = 0; place < olds.length; place++) {
      const { entry } = this.#look(olds[place]!);
      if (entry.after === stamp || entry.beforePlace !== place) continue;
      lost = true;
      note(entry, "lost", asked, rowAt(one, place), weight);
    }
    // among those that both give alone: what was gained or lost before it moves nothing
    let common = 0;
    for (let place = 0; place < news.length; place++) {
      const { entry, terms } = this.#look(news[place]!);
      if (entry.afterPlace !== place) continue;
      if (entry.before !== stamp) {
        gained = true;
        note(entry, "gained", asked, rowAt(two, place), weight);
        continue;
      }
      if (this.#look(olds[entry.beforePlace]!).terms !== terms) entry.changed++;
      const earlier = this.#commonBefore(olds, entry.beforePlace, stamp);
      if (earlier !== common) note(entry, "ranked", asked, rowAt(two, place), weight);
      common++;
    }
    return { changed: true, gained, lost };
  }

  /** How many that both give stand before a place. */
  #commonBefore(olds: readonly Output[], until: number, stamp: number): number {
    let count = 0;
    for (let place = 0; place < until; place++) {
      const { entry } = this.#look(olds[place]!);
      if (entry.after === stamp && entry.beforePlace === place) count++;
    }
    return count;
  }

  #count(segment: Counted, value: unknown, found: Found): void {
    const key = typeof value === "object" && value !== null ? JSON.stringify(value) : value;
    let entry = segment.values.get(key);
    if (entry === undefined) {
      if (segment.values.size >= mostValues) {
        segment.full = true;
        segment.values.clear();
        return;
      }
      entry = {
        input: segment.input,
        value: key === undefined || key === null ? "" : String(key as string),
        considered: 0,
        changed: 0,
        gained: 0,
        lost: 0,
      };
      segment.values.set(key, entry);
    }
    entry.considered++;
    if (found.changed) entry.changed++;
    if (found.gained) entry.gained++;
    if (found.lost) entry.lost++;
  }
}

const newEntry = (output: Output): Entry => ({
  output,
  gained: 0,
  lost: 0,
  ranked: 0,
  changed: 0,
  amounts: { gained: 0, lost: 0, ranked: 0 },
  samples: { gained: [], lost: [], ranked: [] },
  before: 0,
  beforePlace: 0,
  after: 0,
  afterPlace: 0,
});

function without(facts: Facts, names: readonly string[]): Facts {
  if (names.length === 0 || !names.some((name) => Object.hasOwn(facts, name))) return facts;
  return Object.fromEntries(Object.entries(facts).filter(([name]) => !names.includes(name)));
}

const nothing: Decision = { outputs: [], hits: [] };
const unchanged: Found = { changed: false, gained: false, lost: false };

/** The row that an output comes from, where outputs and rows go together. */
const rowAt = ({ outputs, hits }: Decision, place: number): string | null =>
  hits.length === outputs.length ? (hits[place] ?? null) : null;

function note(
  entry: Entry,
  kind: ChangeKind,
  asked: { readonly facts: Facts; readonly at: string; readonly index: number },
  row: string | null,
  weight: number,
): void {
  entry[kind]++;
  entry.amounts[kind] += weight;
  const samples = entry.samples[kind];
  if (samples.length < mostSamples) samples.push({ ...asked, row });
}
