import { codeOf, DatabaseUnavailable, Overloaded } from "#db";

/** SQLSTATEs of two who stood in each other's way: not serialisable, a deadlock, a lock that was not to be had. */
const inTheWay: ReadonlySet<string | undefined> = new Set(["40001", "40P01", "55P03"]);

/** Faults of the moment: too much at once, two who wait for each other, a database that is away. Work that fails by one is not to blame. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Overloaded || error instanceof DatabaseUnavailable || inTheWay.has(codeOf(error));
