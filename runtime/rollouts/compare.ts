import { canonicalJson, type Json } from "#metadata";

type Output = Readonly<Record<string, Json>>;

/** How what a candidate gives differs: given by it alone, by the published table alone, in another place among those that both give, with other terms. */
export type Change = "gained" | "lost" | "ranked" | "changed";

export interface Difference {
  readonly change: Change;
  /** whose output, and which of them */
  readonly of: "published" | "candidate";
  readonly place: number;
}

/** Everything that comes out otherwise. `option`: name of the output that names the option, of a table that routes; else an output is told by all that it gives. */
export function compareOutputs(published: readonly Output[], candidate: readonly Output[], option: string | undefined): Difference[] {
  const [before, after] = [byKey(published, option), byKey(candidate, option)];
  const found: Difference[] = [];
  for (const [key, { place }] of before) if (!after.has(key)) found.push({ change: "lost", of: "published", place });
  const common = new Map([...before.keys()].filter((key) => after.has(key)).map((key, index) => [key, index]));
  let index = 0;
  for (const [key, { place, text }] of after) {
    const was = before.get(key);
    if (was === undefined) found.push({ change: "gained", of: "candidate", place });
    else if (common.get(key) !== index++) found.push({ change: "ranked", of: "candidate", place });
    else if (was.text !== text) found.push({ change: "changed", of: "candidate", place });
  }
  return found;
}

/** What is given twice counts once, where it stands first. */
function byKey(outputs: readonly Output[], option: string | undefined): Map<string, { readonly place: number; readonly text: string }> {
  const found = new Map<string, { place: number; text: string }>();
  for (const [place, output] of outputs.entries()) {
    const text = canonicalJson(output as Json);
    const key = option === undefined ? text : canonicalJson(output[option] ?? null);
    if (!found.has(key)) found.set(key, { place, text });
  }
  return found;
}
