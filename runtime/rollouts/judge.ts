import { guarded, noCounts, type Counts, type Ending, type Figures, type Guards } from "./rollout.ts";

/** What guards are when nobody says otherwise, of a canary: its answers reach people. */
export const usualGuards: Guards = { errors: { above: 0.01 }, empty: { above: 0.01 }, fallback: { above: 0.05 }, sample: 200 };
export const usualSample = usualGuards.sample;

const shareOf = (figures: Figures, name: (typeof guarded)[number]): number => (figures.asked === 0 ? 0 : figures[name] / figures.asked);
const rounded = (share: number): number => Math.round(share * 10_000) / 10_000;

/**
 * Whether a candidate has passed one of its guards, and which. It is judged from its `sample`th answer on; against the published table once that
 * has answered as often too: lately, or else since the rollout began (`whole`), for a candidate that answers nearly everybody leaves it nobody.
 * Where it never did, errors are held against none: only what the published table answers is an error of the candidate.
 */
export function judge(guards: Guards, { published: lately, candidate }: Counts, whole: Counts = noCounts): Ending | undefined {
  if (candidate.asked < guards.sample) return undefined;
  const published = lately.asked >= guards.sample ? lately : whole.published;
  for (const name of guarded) {
    const { most, above } = guards[name] ?? {};
    const share = shareOf(candidate, name);
    const details = { share: rounded(share), of: Math.round(candidate.asked) };
    const said = (limit: string) =>
      `${names[name]}: ${percent(share)} of ${Math.round(candidate.asked)} answers of the candidate, ${limit}`;
    if (most !== undefined && share > most) {
      return { code: name, message: said(`at most ${percent(most)} were allowed.`), details: { ...details, most } };
    }
    if (above === undefined || (published.asked < guards.sample && name !== "errors")) continue;
    const other = published.asked < guards.sample ? 0 : shareOf(published, name);
    if (share - other > above) {
      const message = said(`the published table had ${percent(other)} and may be exceeded by ${percent(above)}.`);
      return { code: name, message, details: { ...details, above, published: rounded(other), publishedOf: Math.round(published.asked) } };
    }
  }
  return undefined;
}

const names = { errors: "Errors", empty: "Empty answers", fallback: "Fallbacks" } as const;
const percent = (share: number): string => `${rounded(share * 100)} %`;

/**
 * What the guards look at next: once four samples are in, everything weighs half, so that what goes wrong after weeks of good answers is
 * seen as soon as what goes wrong at once.
 */
export function forget(recent: Counts, sample: number): Counts {
  if (recent.candidate.asked < sample * 4) return recent;
  const half = (figures: Figures): Figures => ({
    asked: figures.asked / 2,
    errors: figures.errors / 2,
    empty: figures.empty / 2,
    fallback: figures.fallback / 2,
  });
  return { ...recent, published: half(recent.published), candidate: half(recent.candidate) };
}
