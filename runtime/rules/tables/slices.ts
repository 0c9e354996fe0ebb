import type { TableDocument } from "#metadata";
import { compileSteps, type DecisionTable, type TableOptions } from "./compile-table.ts";

/** How long work goes on before others get their turn, in ms. */
const sliceMs = 8;

/** Lets everything else that waits have its turn: events, timers, requests. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else {
      // a timer would wait for 4 ms
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(undefined);
    }
  });

interface Work {
  /** a little of it; returns whether there is any left */
  readonly step: () => boolean;
  readonly enough: () => boolean;
  readonly done: () => void;
  readonly failed: (fault: unknown) => void;
}

/** Carries work out in slices, everything else having its turn between them. What is under way at the same time takes turns, too. */
export class Slices {
  readonly #works: Work[] = [];

  /** Resolves when `step` says that nothing is left, or `enough` that no more is needed. */
  run(step: () => boolean, enough: () => boolean = () => false): Promise<void> {
    return new Promise((done, failed) => {
      this.#works.push({ step, enough, done, failed });
      if (this.#works.length === 1) void this.#go();
    });
  }

  async #go(): Promise<void> {
    for (let work = this.#works[0]; work !== undefined; work = this.#works[0]) {
      await turn();
      const left = slice(work);
      this.#works.shift();
      if (left) this.#works.push(work);
    }
  }
}

/** @returns whether there is any left */
function slice({ step, enough, done, failed }: Work): boolean {
  try {
    for (const begun = performance.now(); performance.now() - begun < sliceMs;) {
      if (!enough() && step()) continue;
      done();
      return false;
    }
    return true;
  } catch (fault) {
    failed(fault);
    return false;
  }
}

/**
 * A table that is being compiled, as far as somebody drives it: in slices, or at once when the answer is wanted now. Both may be under way;
 * neither does again what the other has done.
 */
export class Compiling {
  readonly #steps: Generator<DecisionTable | undefined, DecisionTable>;
  #table: DecisionTable | undefined;
  #done = false;
  #fault: unknown;

  constructor(document: TableDocument, options: TableOptions) {
    this.#steps = compileSteps(document, options);
  }

  /** the index is there, too */
  get done(): boolean {
    return this.#done;
  }

  /** The table, from when it can answer. */
  get table(): DecisionTable | undefined {
    return this.#table;
  }

  /** A little more of the work. @returns whether there is any left @throws a fault when the table has problems of its own, each time it is asked */
  step(): boolean {
    if (this.#fault !== undefined) throw this.#fault;
    if (this.#done) return false;
    try {
      const { value, done } = this.#steps.next();
      this.#table = value;
      this.#done = done === true;
    } catch (fault) {
      this.#fault = fault;
      throw fault;
    }
    return !this.#done;
  }

  /** The table as soon as may be: what is left to do before it can answer is done at once. */
  now(): DecisionTable {
    while (this.#table === undefined) this.step();
    return this.#table;
  }

  /** The table when it can answer, without holding anybody up. */
  async soon(slices: Slices): Promise<DecisionTable> {
    await slices.run(
      () => this.step(),
      () => this.#table !== undefined,
    );
    return this.now();
  }

  /** The table when its index is there. */
  async whole(slices: Slices): Promise<DecisionTable> {
    await slices.run(() => this.step());
    return this.now();
  }
}

/** `compileTable` without holding anybody up: in slices of some 8 ms, in a browser too. */
export const compileInSlices = (document: TableDocument, options: TableOptions = {}): Promise<DecisionTable> =>
  new Compiling(document, options).whole(new Slices());
