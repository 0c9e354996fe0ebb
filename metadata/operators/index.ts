import type { Operator } from "../operator.ts";
import { registry } from "../registry.ts";
import { add } from "./add.ts";
import { all } from "./all.ts";
import { and } from "./and.ts";
import { cat } from "./cat.ts";
import { dateAdd } from "./date_add.ts";
import { dateDays } from "./date_days.ts";
import { dateDuring } from "./date_during.ts";
import { decAdd } from "./dec_add.ts";
import { decDiv } from "./dec_div.ts";
import { decMul } from "./dec_mul.ts";
import { decRound } from "./dec_round.ts";
import { decSub } from "./dec_sub.ts";
import { divide } from "./divide.ts";
import { equal } from "./equal.ts";
import { filter } from "./filter.ts";
import { greater } from "./greater.ts";
import { greaterOrEqual } from "./greater_or_equal.ts";
import { choose } from "./if.ts";
import { isIn } from "./in.ts";
import { less } from "./less.ts";
import { lessOrEqual } from "./less_or_equal.ts";
import { map } from "./map.ts";
import { max } from "./max.ts";
import { merge } from "./merge.ts";
import { min } from "./min.ts";
import { missing } from "./missing.ts";
import { missingSome } from "./missing_some.ts";
import { moneyAdd } from "./money_add.ts";
import { moneyAmount } from "./money_amount.ts";
import { moneyMul } from "./money_mul.ts";
import { moneyOf } from "./money_of.ts";
import { moneySub } from "./money_sub.ts";
import { multiply } from "./multiply.ts";
import { none } from "./none.ts";
import { not } from "./not.ts";
import { notEqual } from "./not_equal.ts";
import { or } from "./or.ts";
import { reduce } from "./reduce.ts";
import { remainder } from "./remainder.ts";
import { some } from "./some.ts";
import { strictEqual } from "./strict_equal.ts";
import { strictNotEqual } from "./strict_not_equal.ts";
import { substr } from "./substr.ts";
import { subtract } from "./subtract.ts";
import { ternary } from "./ternary.ts";
import { isTruthy } from "./truthy.ts";
import { variable } from "./var.ts";

/** Every operator, in the order of the palette. */
export const operators = registry<Operator>([
  variable,
  missing,
  missingSome,
  choose,
  ternary,
  and,
  or,
  not,
  isTruthy,
  strictEqual,
  strictNotEqual,
  equal,
  notEqual,
  less,
  lessOrEqual,
  greater,
  greaterOrEqual,
  max,
  min,
  add,
  subtract,
  multiply,
  divide,
  remainder,
  map,
  filter,
  all,
  none,
  some,
  reduce,
  merge,
  isIn,
  cat,
  substr,
  decAdd,
  decSub,
  decMul,
  decDiv,
  decRound,
  moneyAdd,
  moneySub,
  moneyMul,
  moneyOf,
  moneyAmount,
  dateAdd,
  dateDays,
  dateDuring,
]);
