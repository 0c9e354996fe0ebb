import { cleanup, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ObjectDocument } from "#metadata";
import { answers, form } from "./testing.tsx";

const named = (name: string, label: string): ObjectDocument => ({
  kind: "object",
  id: name,
  name,
  label,
  titleField: "name",
  fields: { name: { name: "name", label: "Name", type: "text", order: "a0" } },
});
const id = (last: number) => `0198c0de-0000-7000-8000-0000000000${String(last).padStart(2, "0")}`;
const record = (last: number, name: string, more: object = {}) => ({
  id: id(last),
  version: 1,
  createdAt: "2026-03-19T00:00:00Z",
  name,
  ...more,
});
const sites = [record(10, "Guomao"), record(11, "Wangjing")];
const projects = [record(20, "Spring round")];
const documents = { site: named("site", "Site"), project: named("project", "Project") };

beforeEach(() => {
  answers((path, query) => {
    const [, , object, , one] = path.split("/");
    const all =
      object === "site"
        ? sites
        : object === "project"
          ? projects
          : [record(1, "Top"), record(2, "Middle", { f: id(1) }), record(3, "Low", { f: id(2) })];
    if (one !== undefined) return all.find((each) => each.id === one);
    const q = query.get("q");
    return { data: all.filter((each) => q === null || each.name.includes(q)), next: null };
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("a reference", () => {
  it("is found by typing, and its list is closed once it is chosen", async () => {
    const { save } = form({ type: "reference", config: { object: "site" } }, { documents, live: true });
    const input = screen.getByRole<HTMLInputElement>("combobox", { name: "Field" });
    await userEvent.type(input, "Wang");
    await waitFor(() => expect(screen.getAllByRole("option").map((each) => each.textContent)).toEqual(["Wangjing"]));
    await userEvent.click(screen.getByRole("option", { name: "Wangjing" }));
    await waitFor(() => expect(screen.queryByRole("option")).toBeNull());
    expect([input.value, input.getAttribute("aria-expanded")]).toEqual(["Wangjing", "false"]);
    expect(await save()).toBe(id(11));
  });

  it("half typed and left, is what it was; emptied, is none", async () => {
    const { save } = form({ type: "reference", config: { object: "site" } }, { documents, live: true, value: id(10) });
    const input = screen.getByRole<HTMLInputElement>("combobox", { name: "Field" });
    await waitFor(() => expect(input.value).toBe("Guomao"));
    await userEvent.type(input, "xx");
    await userEvent.tab();
    expect(input.value).toBe("Guomao");
    await userEvent.clear(input);
    await userEvent.tab();
    expect(await save()).toBeUndefined();
  });
});

describe("several references", () => {
  it("are added one by one, shown by title, and taken away again", async () => {
    const { save } = form({ type: "multi_reference", config: { object: "site" } }, { documents, live: true, value: [id(10)] });
    await waitFor(() => expect(screen.getAllByRole("row").map((each) => each.textContent)).toEqual(["Guomao"]));
    await userEvent.type(screen.getByRole("combobox", { name: "Field" }), "W");
    await userEvent.click(await screen.findByRole("option", { name: "Wangjing" }));
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.getAllByRole("row").map((each) => each.textContent)).toEqual(["Guomao", "Wangjing"]));
    await userEvent.click(screen.getByRole("button", { name: /Remove Guomao/u }));
    expect(await save()).toEqual([id(11)]);
  });
});

describe("a reference to one of several objects", () => {
  const field = { type: "polymorphic_reference", config: { objects: ["site", "project"] } };

  it("asks of which kind, then which one", async () => {
    const { save } = form(field, { documents, live: true });
    await userEvent.click(screen.getByRole("button", { name: /kind of record/u }));
    await userEvent.click(await screen.findByRole("option", { name: "Project" }));
    await userEvent.type(screen.getByRole("combobox", { name: "Field: record" }), "Spring");
    await userEvent.click(await screen.findByRole("option", { name: "Spring round" }));
    await waitFor(() => expect(screen.queryByRole("option")).toBeNull());
    expect(await save()).toEqual({ object: "project", id: id(20) });
  });

  it("of another kind is no longer the one that was chosen", async () => {
    const { save } = form(field, { documents, live: true, value: { object: "site", id: id(10) } });
    const input = screen.getByRole<HTMLInputElement>("combobox", { name: "Field: record" });
    await waitFor(() => expect(input.value).toBe("Guomao"));
    await userEvent.click(screen.getByRole("button", { name: /kind of record/u }));
    await userEvent.click(await screen.findByRole("option", { name: "Project" }));
    await waitFor(() => expect(input.value).toBe(""));
    expect(await save()).toBeUndefined();
  });
});

describe("a place in a tree", () => {
  it("of a new record may be any; the way down to it is shown", async () => {
    const { save } = form({ type: "tree" }, { live: true });
    await userEvent.click(screen.getByRole("combobox", { name: "Field" }));
    const options = await screen.findAllByRole("option");
    expect(options).toHaveLength(3);
    await userEvent.click(options[2]!);
    expect(await screen.findByText(/ › .* › /u)).toBeTruthy();
    expect(await save()).toBe(id(3));
  });

  it("of a record is never below itself", async () => {
    form({ type: "tree" }, { live: true, mode: "edit" });
    await userEvent.click(screen.getByRole("combobox", { name: "Field" }));
    const options = await screen.findAllByRole("option");
    // neither the record itself nor what stands right below it
    expect(options).toHaveLength(1);
  });
});

describe("what a record is a part of", () => {
  const field = (movable?: true) => ({ type: "master_detail", config: { object: "site", ...(movable === undefined ? {} : { movable }) } });
  const input = () => screen.getByRole<HTMLInputElement>("combobox", { name: /^Field/u });

  it("is given once", () => {
    form(field(), { documents, mode: "edit", value: id(10) });
    expect(input().readOnly).toBe(true);
  });
  it("is given when it is made, and again where it may be moved", () => {
    form(field(), { documents });
    expect(input().readOnly).toBe(false);
    cleanup();
    form(field(true), { documents, mode: "edit", value: id(10) });
    expect(input().readOnly).toBe(false);
  });
});

it("several choices are kept when Escape closes their list", async () => {
  const options = { a: { label: "Alpha", order: "a0" }, b: { label: "Beta", order: "a1" } };
  const { save } = form({ type: "multi_select", config: { options } });
  await userEvent.click(screen.getByRole("button", { name: /Field/u }));
  await userEvent.click(within(await screen.findByRole("listbox")).getByRole("option", { name: "Beta" }));
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("listbox")).toBeNull());
  expect(await save()).toEqual(["b"]);
});
