import { cleanup, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { shownObject } from "../render/object.ts";
import { orderObject, renderWith } from "../testing.tsx";
import { logicOf, type Part } from "./condition.ts";
import { FilterEditor } from "./filter-editor.tsx";

afterEach(cleanup);

function edit(part?: Part) {
  const heard: (Part | undefined)[] = [];
  renderWith(<FilterEditor object={shownObject(orderObject)} part={part} onApply={(next) => heard.push(next)} />, {
    documents: { object: { order: orderObject } },
  });
  return { heard, user: userEvent.setup() };
}

test("a filter begins with one condition that stays, and is applied when it is said", async () => {
  const { heard, user } = edit();
  expect(screen.queryByRole("button", { name: "Remove condition" })).toBeNull();
  expect(screen.getByRole("button", { name: "Apply" })).toHaveProperty("disabled", true);
  await user.type(screen.getByRole("textbox", { name: "Value" }), "7");
  await user.click(screen.getByRole("button", { name: "Apply" }));
  expect(heard.map((part) => part && logicOf(part))).toEqual([{ in: ["7", { var: "number" }] }]);
});

test("several join by any of, and one of them is taken away again", async () => {
  const { heard, user } = edit({ kind: "condition", path: "customer", is: "is", value: "Su" });
  await user.click(screen.getByRole("button", { name: "Condition" }));
  expect(screen.getAllByRole("button", { name: "Remove condition" })).toHaveLength(2);
  await user.click(screen.getByRole("radio", { name: "Any of" }));
  await user.type(screen.getAllByRole("textbox", { name: "Value" })[1]!, "9");
  await user.click(screen.getByRole("button", { name: "Apply" }));
  expect(logicOf(heard[0]!)).toEqual({ or: [{ "===": [{ var: "customer" }, "Su"] }, { in: ["9", { var: "number" }] }] });
  await user.click(screen.getAllByRole("button", { name: "Remove condition" })[0]!);
  await user.click(screen.getByRole("button", { name: "Apply" }));
  expect(logicOf(heard[1]!)).toEqual({ in: ["9", { var: "number" }] });
});

test("a group stands within the others, and joins its own otherwise", async () => {
  const { heard, user } = edit({ kind: "condition", path: "customer", is: "is", value: "Su" });
  await user.click(screen.getByRole("button", { name: "Group" }));
  const values = screen.getAllByRole("textbox", { name: "Value" });
  await user.type(values[1]!, "1");
  await user.type(values[2]!, "2");
  await user.click(screen.getByRole("button", { name: "Apply" }));
  expect(logicOf(heard[0]!)).toEqual({
    and: [{ "===": [{ var: "customer" }, "Su"] }, { or: [{ in: ["1", { var: "number" }] }, { in: ["2", { var: "number" }] }] }],
  });
});
