import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ObjectDocument } from "#metadata";
import { RenderForm } from "../render/form.tsx";
import { renderWith } from "../testing.tsx";
import { form, objectWith } from "./testing.tsx";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const yesNoOptions = { a: { label: "Alpha", order: "a0" }, b: { label: "Beta", order: "a1" }, c: { label: "Gamma", order: "a2" } };

describe("inputs", () => {
  it("rating: arrows choose a star", async () => {
    const { save } = form({ type: "rating" }, { value: 2 });
    const group = screen.getByRole("radiogroup", { name: "Field" });
    expect(within(group).getAllByRole("radio")).toHaveLength(5);
    await userEvent.tab();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    expect(await save()).toBe(4);
  });

  it("tags: Enter and a comma make one, Backspace takes the last away", async () => {
    const { save } = form({ type: "tags" });
    const input = screen.getByRole("textbox", { name: "Field" });
    await userEvent.type(input, "urgent{Enter}red,blue{Enter}red{Enter}");
    expect(screen.getAllByRole("row").map((each) => each.textContent)).toEqual(["urgent", "red", "blue"]);
    await userEvent.type(input, "{Backspace}");
    expect(await save()).toEqual(["urgent", "red"]);
  });

  it("duration: what people say becomes seconds, and is said again", async () => {
    const { save } = form({ type: "duration" });
    const input = screen.getByRole<HTMLInputElement>("textbox", { name: "Field" });
    await userEvent.type(input, "1:30");
    await userEvent.tab();
    expect(input.value).toBe("1 h 30 min");
    expect(await save()).toBe(5_400);
  });

  it("duration: what cannot be read is kept and refused", async () => {
    const { sent } = form({ type: "duration" });
    const input = screen.getByRole<HTMLInputElement>("textbox", { name: "Field" });
    await userEvent.type(input, "soon");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(input.getAttribute("aria-invalid")).toBe("true"));
    expect(input.value).toBe("soon");
    expect(sent).not.toHaveBeenCalled();
  });

  it("money: as people group it, with the digits and points of a Chinese keyboard too", async () => {
    const { save } = form({ type: "money", config: { currency: "CNY" } });
    const input = screen.getByRole<HTMLInputElement>("textbox", { name: "Field" });
    await userEvent.type(input, "１，６８０。５０");
    await userEvent.tab();
    expect(input.value).toBe("1680.50");
    expect(await save()).toEqual({ currency: "CNY", minor: 168_050 });
  });

  it("time: typed in parts", async () => {
    const { save } = form({ type: "time" });
    await userEvent.tab();
    await userEvent.keyboard("0930");
    expect(await save()).toBe("09:30");
  });

  it("colour: typed with three digits or six", async () => {
    const { save } = form({ type: "colour" });
    await userEvent.type(screen.getByRole("textbox", { name: "Field" }), "#1E9");
    expect(await save()).toBe("#11ee99");
  });

  it("slider: moved by arrows, exact for decimals", async () => {
    const { save } = form({ type: "percent", component: "slider" }, { value: "40.00" });
    const slider = screen.getByRole("slider", { name: "Field" });
    slider.focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    expect(await save()).toBe("42.00");
  });

  it("yes-no tells no from not said", async () => {
    const { save } = form({ type: "boolean", component: "yes-no" });
    await userEvent.click(screen.getByRole("button", { name: /Field/u }));
    await userEvent.click(await screen.findByRole("option", { name: "No" }));
    expect(await save()).toBe(false);
  });

  it("a checkbox stands in for a switch", async () => {
    const { save } = form({ type: "boolean", component: "checkbox" });
    expect(screen.queryByRole("switch")).toBeNull();
    await userEvent.click(screen.getByRole("checkbox", { name: "Field" }));
    expect(await save()).toBe(true);
  });

  it.each(["radio-group", "segmented"])("%s stands in for a list", async (component) => {
    const { save } = form({ type: "select", component, config: { options: yesNoOptions } }, { value: "a" });
    await userEvent.tab();
    await userEvent.keyboard("{ArrowRight}");
    expect(await save()).toBe("b");
  });

  it("checkboxes stand in for a list of several", async () => {
    const { save } = form({ type: "multi_select", component: "checkbox-group", config: { options: yesNoOptions } });
    await userEvent.click(screen.getByRole("checkbox", { name: "Gamma" }));
    await userEvent.click(screen.getByRole("checkbox", { name: "Alpha" }));
    expect(await save()).toEqual(["a", "c"]);
  });

  it("person: found by a part of the name", async () => {
    const { save } = form({ type: "user" });
    await userEvent.type(screen.getByRole("combobox", { name: "Field" }), "xiao");
    await userEvent.click(await screen.findByRole("option", { name: /Zhou Xiaowen/u }));
    expect(await save()).toBe("u2");
  });

  it("region: level by level", async () => {
    const { save } = form({ type: "region", config: { levels: 2, root: "CN" } });
    await userEvent.type(await screen.findByRole("combobox", { name: "Level 1" }), "广东");
    await userEvent.click(await screen.findByRole("option", { name: "广东省" }));
    await userEvent.type(await screen.findByRole("combobox", { name: "Level 2" }), "深圳");
    await userEvent.click(await screen.findByRole("option", { name: "深圳市" }));
    expect(await save()).toBe("CN-44-4403");
  });

  it("address: part by part", async () => {
    const { save } = form({ type: "address" });
    await userEvent.type(screen.getByRole("textbox", { name: "City" }), "Shanghai");
    await userEvent.type(screen.getByRole("textbox", { name: "Street" }), "1 Nanjing Rd");
    expect(await save()).toEqual({ city: "Shanghai", street: "1 Nanjing Rd" });
  });

  it("location: half a place is refused", async () => {
    const { sent } = form({ type: "location" });
    await userEvent.type(screen.getByRole("textbox", { name: "Latitude" }), "31.2");
    await userEvent.tab();
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(sent).not.toHaveBeenCalled();
    await userEvent.type(screen.getByRole("textbox", { name: "Longitude" }), "121.5");
    await userEvent.tab();
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent).toHaveBeenCalledWith({ f: { lat: 31.2, lng: 121.5 } }));
  });

  it("json: what is not JSON yet is neither lost nor sent", async () => {
    const { sent } = form({ type: "json" });
    const input = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Field" });
    await userEvent.type(input, '{{"a":1');
    expect(await screen.findByText(/Not JSON yet/u)).toBeTruthy();
    expect(input.value).toBe('{"a":1');
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(sent).not.toHaveBeenCalled();
    await userEvent.type(input, "}");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent).toHaveBeenCalledWith({ f: { a: 1 } }));
  });

  it("markdown: shown as it will be read, HTML as text", async () => {
    form({ type: "markdown" }, { value: "# Title\n\n<img src=x onerror=alert(1)> [bad](javascript:alert(1)) [good](https://a.example)" });
    await userEvent.click(screen.getByRole("radio", { name: "Preview" }));
    expect(await screen.findByRole("heading", { name: "Title" })).toBeTruthy();
    expect(document.querySelector("img")).toBeNull();
    expect(screen.getAllByRole("link").map((each) => each.getAttribute("href"))).toEqual(["https://a.example"]);
  });

  it("rich text: only marks of the closed set ever stand in the page", () => {
    form(
      { type: "rich_text" },
      { value: '<p>Hi <b>you</b><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a></p><script>alert(1)</script>' },
    );
    const area = screen.getByRole("textbox", { name: "Field" });
    expect(area.innerHTML).toBe("<p>Hi <strong>you</strong>x</p>");
    expect(within(screen.getByRole("toolbar")).getByRole("button", { name: "Bold" })).toBeTruthy();
  });

  it("worked out: read, never typed", () => {
    renderWith(<RenderForm object="thing" mode="edit" values={{ id: "x", f: 3 }} onSubmit={async () => undefined} />, {
      documents: {
        object: { thing: objectWith({ type: "formula", config: { logic: { "+": [1, 2] }, result: { type: "number" } } }) },
        form: {
          thing: {
            kind: "form",
            id: "thing",
            name: "thing",
            label: "Thing",
            object: "thing",
            nodes: { n: { component: "read-text", order: "a0", props: { field: "f" } } },
          },
        },
      },
    });
    expect(screen.getByText("3")).toBeTruthy();
    expect(screen.getByLabelText("Calculated").textContent).toBe("ƒ");
    expect(screen.queryByRole("textbox")).toBeNull();
  });
});

describe("line items", () => {
  const detail: ObjectDocument = {
    kind: "object",
    id: "line",
    name: "line",
    label: "Line",
    fields: {
      of: { name: "of", label: "Of", type: "reference", order: "a0", config: { object: "thing" }, required: true },
      what: { name: "what", label: "What", type: "text", order: "a1", required: true },
      price: { name: "price", label: "Price", type: "decimal", order: "a2", config: { scale: 2 } },
    },
  };

  it("are moved where their object keeps their places, by keyboard or button, and keep what is written in them", async () => {
    const { place, ...fields } = { ...detail.fields, place: { name: "place", label: "Place", type: "number", order: "a3" } };
    const line = { ...detail, fields: { ...fields, place } };
    const { save } = form({ type: "line_items", config: { object: "line", by: "of", order: "place" } }, { documents: { line } });
    const what = () => screen.getAllByRole<HTMLInputElement>("textbox", { name: /What/u });
    await userEvent.click(screen.getByRole("button", { name: "Add line" }));
    await waitFor(() => expect(document.activeElement).toBe(what()[0]));
    await userEvent.keyboard("Tea{Enter}");
    await waitFor(() => expect(what()).toHaveLength(2));
    await userEvent.keyboard("Cake{Enter}");
    await waitFor(() => expect(what()).toHaveLength(3));
    await userEvent.keyboard("Jam{Alt>}{ArrowUp}{/Alt}");
    await waitFor(() => expect(what().map(({ value }) => value)).toEqual(["Tea", "Jam", "Cake"]));
    await waitFor(() => expect(document.activeElement).toBe(what()[1]));
    expect(screen.queryByRole("columnheader", { name: "Place" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Move line 1 down" }));
    await waitFor(() => expect(what().map(({ value }) => value)).toEqual(["Jam", "Tea", "Cake"]));
    await userEvent.click(screen.getByRole("button", { name: "Remove line 2" }));
    expect(((await save()) as { what: string }[]).map((each) => each.what)).toEqual(["Jam", "Cake"]);
  });

  it("are filled in by keyboard, summed up, checked at their cells, and sent with the record", async () => {
    const { sent, save } = form({ type: "line_items", config: { object: "line", by: "of" } }, { documents: { line: detail } });
    await userEvent.click(screen.getByRole("button", { name: "Add line" }));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("textbox", { name: /What/u })));
    await userEvent.keyboard("Tea{Tab}0.10{Enter}");
    await waitFor(() => expect(screen.getAllByRole("textbox", { name: /What/u })).toHaveLength(2));
    await userEvent.type(screen.getAllByRole("textbox", { name: "Price" })[1]!, "0.20");
    await userEvent.tab();
    expect(screen.getByText("0.30")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.getAllByRole("textbox", { name: /What/u })[1]!.getAttribute("aria-invalid")).toBe("true"));
    expect(sent).not.toHaveBeenCalled();
    await userEvent.type(screen.getAllByRole("textbox", { name: /What/u })[1]!, "Cake");
    expect(await save()).toEqual([
      { what: "Tea", price: "0.10" },
      { what: "Cake", price: "0.20" },
    ]);
  });
});
