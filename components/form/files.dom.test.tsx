import { act, cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { answers, form } from "./testing.tsx";

/** What is being sent, as the browser would: told by `progress`, ended by `answer`. */
class Sending extends EventTarget {
  static all: Sending[] = [];
  readonly upload = new EventTarget();
  url = "";
  status = 0;
  responseText = "";
  isAborted = false;
  open(_method: string, url: string) {
    this.url = url;
  }
  send() {
    Sending.all.push(this);
  }
  abort() {
    this.isAborted = true;
    this.dispatchEvent(new Event("abort"));
  }
  progress(loaded: number, total: number) {
    act(() => void this.upload.dispatchEvent(Object.assign(new Event("progress"), { lengthComputable: true, loaded, total })));
  }
  async answer(status: number, body: object) {
    this.status = status;
    this.responseText = JSON.stringify(body);
    await act(async () => void this.dispatchEvent(new Event("load")));
  }
}

const id = (last: number) => `0198c0de-0000-7000-8000-0000000000${String(last).padStart(2, "0")}`;
const stored = (last: number, name: string, mediaType: string, size = 4) => ({ id: id(last), name, mediaType, size, urls: {} });
const asked: string[] = [];

beforeEach(() => {
  Sending.all = [];
  vi.stubGlobal("XMLHttpRequest", Sending);
  asked.splice(0, asked.length, ...answers((path) => ({ ...stored(1, path, "image/png"), urls: { thumb: "data:image/png;base64,AA==" } })));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const chooser = () => document.querySelector<HTMLInputElement>("input[type=file]")!;
const text = (name: string, size = 4) => new File(["x".repeat(size)], name, { type: "text/plain" });
const upload = (files: File | File[]) => userEvent.upload(chooser(), files, { applyAccept: false });

describe("files", () => {
  it("are sent as soon as they are chosen, told how far they are, and put into the record in order", async () => {
    const { save } = form({ type: "file", config: { maxFiles: 3 } });
    await upload([text("a.txt"), text("b.txt")]);
    expect(Sending.all.map(({ url }) => url)).toEqual(Array(2).fill("/api/v1/files?object=thing&field=f"));
    Sending.all[0]!.progress(1, 4);
    expect(screen.getByRole("progressbar", { name: "Sending a.txt" }).getAttribute("aria-valuenow")).toBe("25");
    await Sending.all[1]!.answer(201, stored(2, "b.txt", "text/plain"));
    await Sending.all[0]!.answer(201, stored(1, "a.txt", "text/plain"));
    expect(screen.queryByRole("progressbar")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Move a.txt forward" }));
    expect(((await save()) as { name: string }[]).map(({ name }) => name)).toEqual(["a.txt", "b.txt"]);
  });

  it("that may not be are refused by name, and the others go on", async () => {
    form(
      { type: "file", config: { maxFiles: 2, maxBytes: 10, accept: ["text/*", ".docx"] } },
      { value: [stored(1, "a.txt", "text/plain")] },
    );
    await upload([
      text("long.txt", 11),
      new File(["x"], "photo.png", { type: "image/png" }),
      new File(["x"], "letter.docx", { type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document" }),
      text("second.txt"),
    ]);
    expect(screen.getAllByRole("alert").map((each) => each.textContent)).toEqual([
      "Larger than 10 bytes",
      "Only text/*, .docx",
      "At most 2",
    ]);
    expect(screen.getByRole("progressbar", { name: "Sending letter.docx" })).toBeTruthy();
  });

  it("that the server refuses say why; those given up are stopped", async () => {
    form({ type: "file" });
    await upload([text("a.txt"), text("b.txt")]);
    await Sending.all[0]!.answer(413, {
      code: "too_large",
      problems: [{ code: "too_large", path: "", message: "A file has at most 1 KiB here." }],
    });
    expect((await screen.findByRole("alert")).textContent).not.toBe("");
    await userEvent.click(screen.getByRole("button", { name: "Stop sending b.txt" }));
    expect(Sending.all[1]!.isAborted).toBe(true);
    await waitFor(() => expect(screen.queryByText("b.txt")).toBeNull());
  });

  it("on their way are waited for when the record is saved; one that fails keeps the form open", async () => {
    const { sent } = form({ type: "file" });
    await upload(text("a.txt"));
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(sent).not.toHaveBeenCalled();
    await Sending.all[0]!.answer(201, stored(1, "a.txt", "text/plain"));
    await waitFor(() => expect(sent).toHaveBeenCalledWith({ f: [{ id: id(1), name: "a.txt", mediaType: "text/plain", size: 4 }] }));
    sent.mockClear();
    await upload(text("b.txt"));
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await Sending.all[1]!.answer(507, { code: "limit_exceeded" });
    expect(await screen.findByRole("alert")).toBeTruthy();
    expect(sent).not.toHaveBeenCalled();
  });

  it("are only looked at where they may not be changed", () => {
    form({ type: "file" }, { value: [stored(1, "a.txt", "text/plain")], isReadOnly: true });
    expect(screen.getByRole("button", { name: "a.txt" })).toBeTruthy();
    expect(chooser()).toBeNull();
    expect(screen.queryByRole("button", { name: /Remove/u })).toBeNull();
  });
});

describe("images", () => {
  it("are seen, replaced where one may be, and taken away", async () => {
    const { save } = form({ type: "image" }, { value: [stored(1, "one.png", "image/png")], live: true });
    expect(await screen.findByRole("img", { name: "one.png" })).toBeTruthy();
    expect(screen.getByRole("button", { name: "Replace image" })).toBeTruthy();
    await upload(new File(["x"], "two.png", { type: "image/png" }));
    await Sending.all[0]!.answer(201, stored(2, "two.png", "image/png"));
    expect(await save()).toEqual([{ id: id(2), name: "two.png", mediaType: "image/png", size: 4 }]);
    await userEvent.click(screen.getByRole("button", { name: "Remove two.png" }));
    expect(screen.getByRole("button", { name: "Add image" })).toBeTruthy();
  });
});

describe("a signature", () => {
  beforeEach(() => {
    vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue({
      clearRect() {},
      fillText() {},
    } as unknown as CanvasRenderingContext2D as never);
    vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation((give) => give(new Blob(["png"], { type: "image/png" })));
  });
  afterEach(() => vi.restoreAllMocks());

  it("is typed by those who cannot draw, sent as a picture, and made again", async () => {
    const { save } = form({ type: "signature" });
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Sign" }).disabled).toBe(true);
    await userEvent.click(screen.getByRole("radio", { name: "Type" }));
    expect(screen.getByRole<HTMLInputElement>("textbox").value).toBe("Su Wanqing");
    await userEvent.click(screen.getByRole("button", { name: "Sign" }));
    await Sending.all[0]!.answer(201, stored(7, "signature.png", "image/png"));
    expect(await save()).toEqual({ id: id(7), name: "signature.png", mediaType: "image/png", size: 4 });
    await userEvent.click(screen.getByRole("button", { name: "Sign again" }));
    expect(screen.getByRole("img", { name: "Field: area to sign in" })).toBeTruthy();
  });
});

it("code is kept to the letter", async () => {
  const { save } = form({ type: "code", config: { language: "sql" } });
  const input = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Field" });
  expect([input.getAttribute("spellcheck"), input.getAttribute("autocapitalize")]).toEqual(["false", "off"]);
  await userEvent.type(input, "select '…'{Enter}  from t");
  expect(await save()).toBe("select '…'\n  from t");
});

it("decimals are kept as they are typed, beyond what a float could hold; what people group by is taken out", async () => {
  const { save } = form({ type: "decimal", config: { scale: 2 } }, { value: "1.00" });
  const input = screen.getByRole<HTMLInputElement>("textbox", { name: "Field" });
  await userEvent.clear(input);
  await userEvent.type(input, "12,345,678,901,234.5");
  await userEvent.tab();
  expect(input.value).toBe("12345678901234.50");
  await userEvent.clear(input);
  await userEvent.type(input, "90071992547409.93");
  expect(await save()).toBe("90071992547409.93");
});
