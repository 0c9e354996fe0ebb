import { createTranslator } from "use-intl/core";
import { describe, expect, it } from "vitest";
import { problem, type ObjectDocument, type Problem, type TableDocument } from "#metadata";
import { fields } from "#metadata/vocabulary";
import { catalogues } from "../i18n/messages/index.ts";
import { fieldAt, sayProblem, type Words } from "./problem-words.ts";
import { readField } from "./rules.ts";

const order = {
  kind: "object",
  id: "order",
  name: "order",
  label: { en: "Order", zh: "订单" },
  fields: {
    f1: { name: "number", type: "text", label: { en: "Number", zh: "单号" }, order: "a" },
    f2: { name: "shop", type: "text", label: { en: "Shop", zh: "门店" }, order: "b" },
    f3: {
      name: "state",
      type: "select",
      label: { en: "State", zh: "状态" },
      order: "c",
      config: {
        options: {
          draft: { label: { en: "Draft", zh: "草稿" }, order: "a" },
          paid: { label: { en: "Paid", zh: "已付款" }, order: "b" },
          sent: { label: { en: "Sent", zh: "已发货" }, order: "c" },
        },
      },
    },
  },
} as unknown as ObjectDocument;
const methods = { label: { en: "Methods", zh: "支付方式" } } as unknown as TableDocument;
const known = { object: { order }, table: { methods } };

const say = (locale: "en" | "zh", told: Problem): string => {
  const t = createTranslator({ locale, messages: catalogues[locale].common as Record<string, unknown> });
  return sayProblem(told, locale, t as unknown as Words, known);
};

describe("sayProblem", () => {
  it("names objects, fields, options and tables as they are labelled", () => {
    const moved = problem("transition_not_allowed", "/state", '"state" may not go from "draft" to "sent".', {
      reason: "from",
      details: { object: "order", field: "state", from: "draft", to: "sent", allowed: ["paid", "draft"] },
    });
    expect(say("zh", moved)).toBe("不能从“草稿”变为“已发货”，可变为：已付款、草稿");
    expect(say("en", moved)).toBe("It cannot go from “Draft” to “Sent”; possible: Paid or Draft");
    const twice = problem("duplicate_value", "/number", "Another record has these values.", {
      reason: "together",
      details: { object: "order", fields: ["number", "shop"] },
    });
    expect(say("zh", twice)).toBe("已有记录的“单号、门店”与此完全相同");
    const kept = problem("still_referenced", "", "2 of order", { reason: "counted", details: { object: "order", count: 1 } });
    expect(say("en", kept)).toBe("1 record of “Order” still refers to it");
    expect(say("zh", problem("choice_not_offered", "/m", "", { details: { table: "methods" } }))).toContain("支付方式");
  });

  it("writes amounts and sizes as they are read", () => {
    const less = problem("out_of_range", "/total", "Must be at least 10.00 CNY", {
      reason: "at_least",
      details: { limit: "1000.00", currency: "CNY" },
    });
    expect(say("zh", less)).toBe("不能小于 ¥1,000.00");
    const large = problem("too_large", "", "", { reason: "file", details: { bytes: 10 * 1024 * 1024 } });
    expect(say("zh", large)).toBe("文件不能超过 10 MB");
  });

  it("lets a tenant's own words stand as they are", () => {
    const own = problem("invalid", "/number", "Numbers begin with O", {
      details: { text: { zh: "单号以 O 开头", en: "Numbers begin with O" } },
    });
    expect(say("zh", own)).toBe("单号以 O 开头");
    expect(say("en", own)).toBe("Numbers begin with O");
    expect(say("en", problem("invalid", "", "…", { details: { text: "单号以 O 开头" } }))).toBe("单号以 O 开头");
  });

  it("passes over words whose facts are not there, and tells what the server said where it has none", () => {
    expect(say("zh", problem("out_of_range", "", "Must be more", { reason: "at_least" }))).toBe("值超出范围");
    expect(say("en", problem("out_of_range", "", "Must be more", { reason: "at_least" }))).toBe("Must be more");
    expect(say("zh", { ...problem("invalid", "", "Brand new"), code: "of_tomorrow" as "invalid" })).toBe("Brand new");
    expect(say("zh", problem("version_conflict", "", "The record has version 5 by now."))).toBe("其间有人修改了这条记录");
  });

  it("tells what lies behind a record that could not be made", () => {
    const inner = problem("required", "/shop", '"shop" is required.');
    const outer = problem("broken_reference", "/shop", "", { reason: "not_made", details: { value: "北店", problems: [inner] } });
    expect(say("zh", outer)).toBe("无法自动新建“北店”：必填");
  });

  it("finds the field that a problem is at", () => {
    expect(fieldAt(problem("required", "/values/shop", ""), order)?.name).toBe("shop");
    expect(fieldAt(problem("required", "", ""), order)).toBeUndefined();
  });
});

describe("values that cannot be read", () => {
  const wrong: readonly unknown[] = [{ a: { b: 1 } }, [[1]], "\u0000", "x".repeat(500_000), 1e300, -1e300, 0.000001234, true, "~!"];
  // what only programs can send, and what is said well enough without a reason
  const general = new Set(["unknown_key", "not_an_option"]);

  it.each(
    fields.all.filter((type) => type.generated === undefined && type.derived === undefined).map((type) => [type.name, type] as const),
  )("of %s say why in Chinese", (name, type) => {
    const needs: Readonly<Record<string, object>> = {
      select: { options: { a: { label: "A", order: "a" } } },
      multi_select: { options: { a: { label: "A", order: "a" } } },
    };
    const settings = type.config.safeParse({
      currency: "CNY",
      object: "order",
      objects: ["order"],
      language: "sql",
      levels: 2,
      ...needs[name],
    });
    const least = settings.success
      ? settings
      : [{}, needs[name], { currency: "CNY" }, { object: "order" }, { objects: ["order"] }, { language: "sql" }, { levels: 2 }]
          .map((each) => type.config.safeParse(each ?? {}))
          .find(({ success }) => success);
    expect(least?.success, name).toBe(true);
    const field = { fieldType: type, settings: least!.data } as never;
    for (const value of wrong) {
      const read = readField(field, value);
      if (!("fault" in read) || general.has(read.fault.code)) continue;
      expect(read.fault.details?.["reason"], `${read.fault.code}: ${read.fault.message}`).toBeTypeOf("string");
      const words = say("zh", read.fault as never);
      expect(words).toMatch(/\p{Script=Han}/u);
      expect(words, read.fault.message).not.toBe(catalogues.zh.common.problem[read.fault.code as "invalid"]);
    }
  });
});
