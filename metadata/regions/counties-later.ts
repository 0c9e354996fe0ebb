let known: string | undefined;

/** In the browser counties come when somebody needs them: they weigh more than everything else there is to know of regions. */
export const knownCounties = (): string | undefined => known;

/** Fetches the counties once; `knownCounties` has them then. */
export async function loadCounties(): Promise<void> {
  known ??= (await import("./china-counties.ts")).counties;
}
