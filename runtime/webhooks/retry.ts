/** Seconds after the first, second, … attempt that failed, as Standard Webhooks advises: three days in all. */
export const pauses: readonly number[] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/** Attempts of one delivery, the first among them. */
export const mostAttempts = pauses.length + 1;

/** Longest pause that a receiver may ask for. */
const mostAsked = 86_400;

/**
 * Seconds until the next attempt, or undefined: that was the last.
 * @param attempts how many have failed; 1 after the first
 * @param asked what the receiver said in Retry-After, in seconds
 * @param chance 0 to 1: spreads what failed together over a fifth of the pause
 */
export function nextPause(attempts: number, asked: number | undefined, chance: number): number | undefined {
  const pause = pauses[attempts - 1];
  if (pause === undefined) return undefined;
  return Math.max(pause * (1 + chance * 0.2), Math.min(asked ?? 0, mostAsked));
}

/** Retry-After, in seconds or as a date; undefined when it is neither. */
export function readRetryAfter(header: unknown, now: number): number | undefined {
  if (typeof header !== "string") return undefined;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - now) / 1_000);
}
