/** The pause between two looks at a queue, which whoever has news can end. */
export interface Rest {
  /** There is news: the pause ends, or there is none. */
  wake(): void;
  /** A look begins: news from before are seen by it. */
  look(): void;
  /** Until somebody wakes it, since the last look or from now on, or so many ms have passed. */
  pause(ms: number): Promise<void>;
}

/** A pause for one loop. */
export function createRest(): Rest {
  let isWoken = false;
  let end: (() => void) | undefined;
  return {
    wake() {
      isWoken = true;
      end?.();
    },
    look() {
      isWoken = false;
    },
    pause: (ms) =>
      new Promise((resolve) => {
        if (isWoken) return resolve();
        const timer = setTimeout(resolve, ms);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
}
