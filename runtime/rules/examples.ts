import { typeOfLiteral, type Operator, type Registry, type ValueType } from "#metadata";

export interface Example {
  readonly operator: string;
  readonly logic: unknown;
  readonly data: Readonly<Record<string, unknown>>;
  /** the type of every path the example names, whether or not the data has it */
  readonly types: Readonly<Record<string, ValueType>>;
  readonly is: unknown;
}

/** The operators' examples, each with the types of its data. */
export const examplesOf = (operators: Registry<Operator>): readonly (Example & { readonly sql: boolean })[] =>
  operators.all.flatMap((operator) =>
    operator.examples.map((each) => {
      const data = each.data ?? {};
      const seen = Object.entries(data).flatMap(([name, value]) => {
        const type = typeOfLiteral(value);
        return type === undefined ? [] : [[name, type] as const];
      });
      return {
        operator: operator.name,
        logic: each.logic,
        data,
        types: { ...Object.fromEntries(seen), ...each.types },
        is: each.is,
        sql: each.sql !== false,
      };
    }),
  );

/** Those that Postgres must answer alike: the lowered expression over the record `data` is true or false as `is` says. */
export const examplesForSql = (operators: Registry<Operator>): readonly Example[] => examplesOf(operators).filter((each) => each.sql);
