import { registry } from "../registry.ts";
import { add } from "./add.ts";
import { all } from "./all.ts";
import { and } from "./and.ts";
import { cat } from "./cat.ts";
import { dateAdd } from "./date-add.ts";
import { dateDays } from "./date-days.ts";
import { decAdd } from "./dec-add.ts";
import { decDiv } from "./dec-div.ts";
import { decMul } from "./dec-mul.ts";
import { decRound } from "./dec-round.ts";
import { decSub } from "./dec-sub.ts";
import { divide } from "./divide.ts";
import { equal } from "./equal.ts";
import { filter } from "./filter.ts";
import { greater } from "./greater.ts";
import { greaterOrEqual } from "./greater-or-equal.ts";
import { choose } from "./if.ts";
import { isIn } from "./in.ts";
import { less } from "./less.ts";
import { lessOrEqual } from "./less-or-equal.ts";
import { map } from "./map.ts";
import { max } from "./max.ts";
import { merge } from "./merge.ts";
import { min } from "./min.ts";
import { missing } from "./missing.ts";
import { missingSome } from "./missing_some.ts";
import { moneyAdd } from "./money-add.ts";
import { moneyAmount } from "./money-amount.ts";
import { moneyMul } from "./money-mul.ts";
import { moneyOf } from "./money-of.ts";
import { moneySub } from "./money-sub.ts";
import { multiply } from "./multiply.ts";
import { none } from "./none.ts";
import { not } from "./not.ts";
import { notEqual } from "./not-equal.ts";
import { or } from "./or.ts";
import { reduce } from "./reduce.ts";
import { remainder } from "./remainder.ts";
import { some } from "./some.ts";
import { strictEqual } from "./strict-equal.ts";
import { strictNotEqual } from "./strict-not-equal.ts";
import { substr } from "./substr.ts";
import { subtract } from "./subtract.ts";
import { ternary } from "./ternary.ts";
import { isTruthy } from "./truthy.ts";
import { variable } from "./var.ts";

/** Every operator, in the order of the palette. */
export const operators = registry([
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
]);
