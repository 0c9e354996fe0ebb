import { assign } from "./split.ts";

/** Whose choice stays the same: an input of the table by its name, or whoever asks. */
export type RolloutKey = { readonly input: string } | { readonly user: true };

/** What is tried beside a published table, as far as it decides whom it answers. */
export interface Sharing {
  readonly id: string;
  /** keys in 10,000 that the candidate answers; null: none */
  readonly share: number | null;
  readonly key: RolloutKey | null;
}

/** Keys are handed out in so many parts. */
export const parts = 10_000;

/**
 * Whether the candidate answers: by a stable hash of the key, salted with the rollout's id, the same in every process. Who is in stays in while
 * the share grows. No key: no.
 */
export function isChosen(
  { id, share, key }: Sharing,
  facts: Readonly<Record<string, unknown>>,
  userId: string | null | undefined,
): boolean {
  if (key === null || share === null || share <= 0) return false;
  const of = "user" in key ? userId : textOf(Object.hasOwn(facts, key.input) ? facts[key.input] : undefined);
  const arms = [
    { id: "candidate", weight: share },
    { id: "published", weight: parts - share },
  ];
  return of != null && assign(arms, id, of)?.arm.id === "candidate";
}

/** A fact as a key; undefined: it is none. */
function textOf(fact: unknown): string | undefined {
  if (fact === undefined || fact === null || fact === "") return undefined;
  return typeof fact === "string" ? fact : JSON.stringify(fact);
}
