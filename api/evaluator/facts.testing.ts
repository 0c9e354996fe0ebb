import type { TableDocument } from "#metadata";

/** The same numbers for the same seed: 0 ≤ x < 1. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Input = TableDocument["inputs"][string];

/** Every constant that the cells of a column name, at any depth. */
function constantsOf(table: TableDocument, id: string): unknown[] {
  const found: unknown[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(look);
    else if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value)) if (name !== "bounds") look(inner);
    } else if (value !== null && value !== undefined) found.push(value);
  };
  for (const { cells } of Object.values(table.rows)) {
    const cell = cells?.[id];
    if (cell !== undefined && !("logic" in cell)) look(cell);
  }
  if (id === table.routing?.facts?.needs)
    found.push(...Object.values(table.routing.capabilities ?? {}).flatMap(({ offers = [] }) => offers));
  return found;
}

/**
 * Facts for a table: what its cells and capabilities name, values beside those, and now and then nothing, or something that is refused.
 * `options`: ids of the options of select fields, by address.
 */
export function randomFacts(
  table: TableDocument,
  options: Readonly<Record<string, readonly string[] | null>>,
  count: number,
  seed = 1,
): Record<string, unknown>[] {
  const next = numbers(seed);
  const below = (most: number): number => Math.floor(next() * most);
  const one = <Value>(values: readonly Value[]): Value => values[below(values.length)]!;
  const two = (value: number): string => String(value).padStart(2, "0");
  const inputs = Object.entries(table.inputs).map(([id, input]) => ({ id, input, named: constantsOf(table, id) }));
  const capabilities = Object.values(table.routing?.capabilities ?? {});
  const countries = [...new Set(capabilities.flatMap((each) => each.countries ?? []))];
  const currencies = [...new Set(capabilities.flatMap((each) => each.currencies ?? []))];

  function valueOf(id: string, input: Input, named: readonly unknown[]): unknown {
    const known = input.options === undefined ? (options[input.optionsOf ?? ""] ?? []) : Object.keys(input.options);
    switch (input.type) {
      case "enum":
        return one(known.length > 0 ? known : ["a"]);
      case "set":
        return Array.from({ length: below(3) }, () => one([...known, ...named.map(String), ...(known.length === 0 ? ["other"] : [])]));
      case "number":
        return next() < 0.5 && named.length > 0 ? Number(one(named)) + one([-1, 0, 1]) : below(1_000) - 100;
      case "money": {
        const amount = next() < 0.5 && named.length > 0 ? Number(one(named)) + one([-0.01, 0, 0.01]) : next() * 10 ** below(6);
        return one([amount.toFixed(2), { currency: table.currency, minor: Math.round(amount * 100) }]);
      }
      case "boolean":
        return next() < 0.5;
      case "date":
        return `2026-${two(1 + below(12))}-${two(1 + below(28))}`;
      case "instant":
        return `2026-${two(1 + below(12))}-${two(1 + below(28))}T${two(below(24))}:${two(below(60))}:00Z`;
      case "time":
        return one([`${two(below(24))}:${two(below(60))}`, ...named.filter((each) => each !== "24:00"), "2026-03-29T01:30:00Z"]);
      case "weekday":
        return one([1 + below(7), "2026-07-01"]);
      case "reference":
        return `0198f0b0-0000-7000-8000-${String(below(10)).padStart(12, "0")}`;
      default:
        return one([
          ...named,
          ...(id === table.routing?.facts?.country ? countries : []),
          ...(id === table.routing?.facts?.currency ? currencies : []),
          `text ${below(50)}`,
          "中文 😀",
        ]);
    }
  }

  return Array.from({ length: count }, () => {
    const facts: Record<string, unknown> = {};
    for (const { id, input, named } of inputs) {
      const chance = next();
      if (chance < 0.15) continue;
      facts[input.name] = chance < 0.16 ? null : chance < 0.163 ? { no: "value" } : valueOf(id, input, named);
    }
    if (next() < 0.01) facts["no_input"] = 1;
    return facts;
  });
}
