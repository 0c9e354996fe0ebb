import { describe, expect, test, vi } from "vitest";
import { changeDocument, changesBetween, type Document } from "#metadata";
import type { DocumentKey } from "./documents.ts";
import type { Storage } from "./session.ts";
import { type News, type Saved, createWorkspace } from "./workspace.ts";

const field = (name: string, order: string) => ({ name, label: name, type: "text", order });
const order = { kind: "object", id: "order", name: "order", label: "Order", fields: { f1: field("number", "a0") } } as const;
const documents = new Map<DocumentKey, Document>([["object/order", order]]);
const draft = { id: "d1", number: 7, base: 3 };

function memory() {
  const map = new Map<string, string>();
  return {
    map,
    get length() {
      return map.size;
    },
    key: (at: number) => [...map.keys()][at] ?? null,
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  };
}
const relabel = (value: string) => ({ do: "set", document: "object/order", path: ["label"], value }) as const;

describe("workspace", () => {
  test("saves a changed document once after a quiet time, whole", async () => {
    vi.useFakeTimers();
    const save = vi.fn(async (): Promise<Saved> => ({ ok: true }));
    const workspace = createWorkspace({ draft, documents, save });
    workspace.run({ key: "set" }, relabel("A"), "label");
    workspace.run({ key: "set" }, relabel("AB"), "label");
    expect(workspace.get().saving).toBe("waiting");
    await vi.advanceTimersByTimeAsync(600);
    vi.useRealTimers();
    expect(save.mock.calls).toEqual([["object/order", { ...order, label: "AB" }, order]]);
    expect(workspace.get().saving).toBe("saved");
    expect(workspace.get().log.entries).toHaveLength(1);
    workspace.undo();
    expect(workspace.get().documents.get("object/order")?.label).toBe("Order");
    workspace.close();
  });

  test("a reload keeps the log and what the server has not got", async () => {
    const storage = memory();
    const first = createWorkspace({ draft, documents, storage, save: async () => ({ ok: true }) });
    first.run({ key: "set" }, relabel("Bestellung"));
    first.close();
    const saved: unknown[] = [];
    const second = createWorkspace({
      draft,
      documents,
      storage,
      save: async (key, document) => {
        saved.push([key, document?.label]);
        return { ok: true };
      },
    });
    expect(second.get().documents.get("object/order")?.label).toBe("Bestellung");
    await second.flush();
    expect(saved).toEqual([["object/order", "Bestellung"]]);
    expect(second.undo()).toBe(true);
    expect(second.get().documents.get("object/order")?.label).toBe("Order");
    second.close();
  });

  test("a refused document shows its problems, stays unsaved and is tried again with its next change", async () => {
    const problem = { code: "invalid", path: "/label", message: "no", help: "" } as const;
    const answers: Saved[] = [{ ok: false, problems: [problem] }, { ok: true }];
    const storage = memory();
    const workspace = createWorkspace({ draft, documents, storage, save: async () => answers.shift() ?? { ok: true } });
    workspace.run({ key: "set" }, relabel(""));
    await workspace.flush();
    expect(workspace.get().saving).toBe("refused");
    expect(workspace.get().problems.get("object/order")).toEqual([problem]);
    expect(storage.map.get("armature.draft.d1")).toContain('{"path":"/label","before":"Order","after":""}');
    workspace.run({ key: "set" }, relabel("Good"));
    await workspace.flush();
    expect(workspace.get().saving).toBe("saved");
    expect(workspace.get().problems.size).toBe(0);
    workspace.close();
  });

  test("no network: nothing is lost and it is tried again", async () => {
    vi.useFakeTimers();
    let up = false;
    const saved: string[] = [];
    const workspace = createWorkspace({
      draft,
      documents,
      save: async (key) => {
        if (!up) throw new TypeError("fetch failed");
        saved.push(key);
        return { ok: true };
      },
    });
    workspace.run({ key: "set" }, relabel("X"));
    await vi.advanceTimersByTimeAsync(600);
    expect(workspace.get().saving).toBe("offline");
    up = true;
    await vi.advanceTimersByTimeAsync(1_100);
    vi.useRealTimers();
    expect(saved).toEqual(["object/order"]);
    expect(workspace.get().saving).toBe("saved");
    workspace.close();
  });

  test("undo across documents is one step with its consequences", () => {
    const form = {
      kind: "form",
      id: "order",
      name: "order",
      label: "Order",
      object: "order",
      nodes: {
        s: { component: "section", order: "a0" },
        n: { component: "field", order: "a0", parent: "s", props: { field: "number" } },
      },
    } as const;
    const both = new Map<DocumentKey, Document>([...documents, ["form/order", form]]);
    const workspace = createWorkspace({ draft, documents: both, save: async () => ({ ok: true }) });
    workspace.run({ key: "removeField" }, { do: "remove", document: "object/order", path: ["fields", "f1"] });
    const after = workspace.get().documents.get("form/order");
    expect(after?.kind === "form" && Object.keys(after.nodes)).toEqual(["s"]);
    workspace.undo();
    expect(workspace.get().documents.get("form/order")).toEqual(form);
    expect(workspace.get().documents.get("object/order")).toEqual(order);
    workspace.close();
  });

  describe("with others in the same draft", () => {
    const table = {
      kind: "table",
      id: "t",
      name: "t",
      label: "T",
      hit: "F",
      inputs: {},
      outputs: {},
      rows: { r1: { order: "a", out: { m: "x" } }, r2: { order: "b", out: { m: "y" } } },
    } as const;
    const begun = new Map<DocumentKey, Document>([["table/t", table]]);
    const cell = (row: string, value: string) => ({ do: "set", document: "table/t", path: ["rows", row, "out", "m"], value }) as const;
    const did = { key: "setCell" };
    /** A server that others edit too. */
    function server(first: Document = table) {
      let stands: Document = first;
      let version = 0;
      return {
        stands: () => stands as typeof table,
        edit: (edited: object) => {
          stands = { ...stands, ...edited } as Document;
          version += 1;
        },
        save: async (_key: DocumentKey, document: Document | undefined, stored: Document | undefined): Promise<Saved> => {
          const { document: next, conflicts } = changeDocument(
            "table",
            stands as never,
            changesBetween("table", stored as never, document as never),
          );
          if (conflicts.length > 0) return { ok: false, problems: [], met: true };
          stands = next as never;
          return { ok: true, version: ++version };
        },
        news: async (since: number): Promise<News> => ({
          version,
          status: "open",
          revision: 3,
          whole: false,
          documents: version > since ? [{ kind: "table", id: "t", document: stands, by: "user:li" }] : [],
        }),
      };
    }
    const rows = (one: string, other: string) => ({ rows: { r1: { order: "a", out: { m: one } }, r2: { order: "b", out: { m: other } } } });
    const open = ({ save, news }: ReturnType<typeof server>) => createWorkspace({ draft, documents: begun, save, news });

    test("what they changed elsewhere arrives, and what was typed here stays and is saved beside it", async () => {
      const there = server();
      const workspace = open(there);
      workspace.run(did, cell("r1", "mine"));
      there.edit(rows("x", "theirs"));
      await workspace.refresh();
      expect(workspace.get().documents.get("table/t")).toMatchObject(rows("mine", "theirs"));
      expect(workspace.get().arrived).toMatchObject({ by: ["user:li"], documents: ["table/t"] });
      await workspace.flush();
      expect(there.stands()).toMatchObject(rows("mine", "theirs"));
      expect([workspace.get().saving, workspace.undo()]).toEqual(["saved", true]);
      expect(workspace.get().documents.get("table/t")).toMatchObject(rows("x", "theirs"));
      workspace.close();
    });

    test("the same cell changed by both is asked about; everything else is saved meanwhile", async () => {
      const there = server();
      const workspace = open(there);
      workspace.run(did, cell("r1", "mine"));
      workspace.run(did, cell("r2", "also mine"));
      there.edit(rows("theirs", "y"));
      await workspace.flush();
      expect(there.stands()).toMatchObject(rows("theirs", "also mine"));
      const { saving, conflicts, documents: now } = workspace.get();
      expect(saving).toBe("conflict");
      expect(conflicts.get("table/t")).toEqual([{ path: "/rows/r1/out/m", mine: "mine", theirs: "theirs" }]);
      expect(now.get("table/t")).toMatchObject(rows("mine", "also mine"));

      workspace.choose("table/t", "/rows/r1/out/m", "theirs", did);
      await workspace.flush();
      expect([workspace.get().saving, workspace.get().documents.get("table/t")]).toMatchObject(["saved", rows("theirs", "also mine")]);
      // and taking that back is an edit like any other
      workspace.undo();
      await workspace.flush();
      expect(there.stands()).toMatchObject(rows("mine", "also mine"));
      workspace.close();
    });

    test("what others changed since cannot be undone, and does not stand in the way of what was done before it", async () => {
      const there = server();
      const workspace = open(there);
      workspace.run(did, cell("r1", "mine"));
      workspace.run(did, cell("r2", "also mine"));
      await workspace.flush();
      there.edit(rows("mine", "theirs"));
      await workspace.refresh();
      expect(workspace.get().documents.get("table/t")).toMatchObject(rows("mine", "theirs"));
      expect([workspace.undo(), workspace.get().said?.act]).toEqual([true, "stays"]);
      expect(workspace.get().documents.get("table/t")).toMatchObject(rows("mine", "theirs"));
      expect([workspace.undo(), workspace.get().said?.act]).toEqual([true, "undid"]);
      expect(workspace.get().documents.get("table/t")).toMatchObject(rows("x", "theirs"));
      expect(workspace.undo()).toBe(false);
      workspace.close();
    });

    test("mine is kept where it is chosen, also of a row that they took away", async () => {
      const there = server();
      const workspace = open(there);
      workspace.run(did, cell("r1", "mine"));
      there.edit({ rows: { r2: { order: "b", out: { m: "y" } } } });
      await workspace.flush();
      const [conflict] = workspace.get().conflicts.get("table/t") ?? [];
      expect(conflict).toEqual({ path: "/rows/r1", mine: { order: "a", out: { m: "mine" } }, theirs: undefined });
      workspace.choose("table/t", "/rows/r1", "mine", did);
      await workspace.flush();
      expect(there.stands()).toMatchObject(rows("mine", "y"));
      workspace.close();
    });

    test("unsaved work of an earlier visit meets what others did since", () => {
      const storage = memory();
      const there = server();
      const first = createWorkspace({ draft, documents: begun, storage, save: there.save, news: there.news });
      first.run(did, cell("r1", "mine"));
      first.run(did, cell("r2", "mine"));
      first.close();
      there.edit(rows("theirs", "y"));
      const second = createWorkspace({
        draft,
        documents: new Map([["table/t", there.stands()]]),
        storage,
        save: there.save,
        news: there.news,
      });
      expect(second.get().documents.get("table/t")).toMatchObject(rows("mine", "mine"));
      expect(second.get().conflicts.get("table/t")).toEqual([{ path: "/rows/r1/out/m", mine: "mine", theirs: "theirs" }]);
      second.close();
    });

    test("what was not chosen before a reload is asked about again, and theirs stands until then", async () => {
      const storage = memory();
      const there = server();
      const first = createWorkspace({ draft, documents: begun, storage, save: there.save, news: there.news });
      first.run(did, cell("r1", "mine"));
      there.edit(rows("theirs", "y"));
      await first.flush();
      expect(first.get().saving).toBe("conflict");
      first.close();
      const second = createWorkspace({
        draft,
        documents: new Map([["table/t", there.stands()]]),
        storage,
        save: there.save,
        news: there.news,
      });
      await second.flush();
      expect(there.stands()).toMatchObject(rows("theirs", "y"));
      expect(second.get().conflicts.get("table/t")).toEqual([{ path: "/rows/r1/out/m", mine: "mine", theirs: "theirs" }]);
      second.close();
    });

    describe("after the page was loaded anew", () => {
      const visit = (storage: Storage, there: ReturnType<typeof server>, more: object = {}) =>
        createWorkspace({
          draft,
          documents: new Map<DocumentKey, Document>([[`table/${there.stands().name}`, there.stands()]]),
          storage,
          save: there.save,
          news: there.news,
          ...more,
        });
      const next = { draft: { id: "d2", number: 8, base: 4 } };

      test("an edit within a row that they took away is asked about, and can be kept or let go", async () => {
        for (const side of ["mine", "theirs"] as const) {
          const storage = memory();
          const there = server();
          const first = visit(storage, there);
          first.run(did, cell("r1", "mine"));
          first.run(did, cell("r2", "mine"));
          first.close();
          there.edit({ rows: { r2: { order: "b", out: { m: "y" } } } });
          const second = visit(storage, there);
          expect(second.get().conflicts.get("table/t")).toEqual([
            { path: "/rows/r1", mine: { order: "a", out: { m: "mine" } }, theirs: undefined },
          ]);
          await second.flush();
          expect(there.stands().rows).toEqual({ r2: { order: "b", out: { m: "mine" } } });
          second.choose("table/t", "/rows/r1", side, did);
          await second.flush();
          expect(there.stands().rows).toEqual(side === "mine" ? rows("mine", "mine").rows : { r2: { order: "b", out: { m: "mine" } } });
          second.close();
        }
      });

      test("an edit of a document that they took away is asked about", () => {
        const storage = memory();
        const there = server();
        const first = visit(storage, there);
        first.run(did, cell("r1", "mine"));
        first.close();
        const second = visit(storage, there, { documents: new Map() });
        const [conflict] = second.get().conflicts.get("table/t") ?? [];
        expect(conflict).toMatchObject({ path: "", mine: { ...table, ...rows("mine", "y") }, theirs: undefined });
        expect(second.get().documents.get("table/t")).toMatchObject(rows("mine", "y"));
        second.close();
      });

      test("an edit follows a document that they named otherwise", async () => {
        const storage = memory();
        const there = server();
        const first = visit(storage, there);
        first.run(did, cell("r1", "mine"));
        first.close();
        there.edit({ name: "t2" });
        const second = visit(storage, there);
        expect([...second.get().documents.keys()]).toEqual(["table/t2"]);
        await second.flush();
        expect(there.stands()).toMatchObject({ name: "t2", ...rows("mine", "y") });
        second.close();
      });

      test("what was refused or made offline in a draft that they closed is laid onto the next one, once", async () => {
        const storage = memory();
        const there = server();
        const problem = { code: "invalid", path: "/rows/r1", message: "no", help: "" } as const;
        const first = visit(storage, there, { save: async () => ({ ok: false, problems: [problem] }) });
        first.run(did, cell("r1", "mine"));
        first.run(did, cell("r2", "mine"));
        await first.flush();
        expect(first.get().saving).toBe("refused");
        first.close();
        there.edit({ label: "Published", ...rows("x", "theirs") });

        const second = visit(storage, there, next);
        expect(second.get().carried).toBe(2);
        expect(second.get().documents.get("table/t")).toMatchObject({ label: "Published", ...rows("mine", "mine") });
        expect(second.get().conflicts.get("table/t")).toEqual([{ path: "/rows/r2/out/m", mine: "mine", theirs: "theirs" }]);
        second.close();

        // not saved yet, it survives another load
        const third = visit(storage, there, next);
        expect([third.get().carried, third.get().conflicts.size]).toEqual([0, 1]);
        third.choose("table/t", "/rows/r2/out/m", "theirs", did);
        await third.flush();
        expect([third.get().saving, there.stands()]).toMatchObject(["saved", rows("mine", "theirs")]);
        third.close();
        // and once it is saved, nothing of it comes back
        there.edit(rows("later", "later"));
        const fourth = visit(storage, there, { draft: { id: "d3", number: 9, base: 5 } });
        expect(fourth.get()).toMatchObject({ carried: 0, saving: "saved" });
        expect(fourth.get().documents.get("table/t")).toMatchObject(rows("later", "later"));
        fourth.close();
      });

      test("edits of two drafts that were closed are both laid onto the next one", () => {
        const storage = memory();
        const there = server();
        for (const [id, row] of [
          ["d1", "r1"],
          ["d0", "r2"],
        ] as const) {
          // each has its own browser tab until then
          const earlier = visit({ ...storage, getItem: () => null, length: 0 }, there, { draft: { ...draft, id } });
          earlier.run(did, cell(row, "mine"));
          earlier.close();
        }
        const second = visit(storage, there, next);
        expect(second.get().carried).toBe(2);
        expect(second.get().documents.get("table/t")).toMatchObject(rows("mine", "mine"));
        second.close();
      });

      test("what was given up here does not come back", () => {
        const storage = memory();
        const there = server();
        const first = visit(storage, there);
        first.run(did, cell("r1", "mine"));
        first.end();
        first.close();
        const second = visit(storage, there, next);
        expect(second.get()).toMatchObject({ carried: 0, saving: "saved" });
        second.close();
      });

      test("a browser that is full keeps the edits before it keeps what they were made on", async () => {
        const storage = memory();
        const there = server();
        const small = {
          ...storage,
          get length() {
            return storage.length;
          },
          setItem: (name: string, value: string) => {
            if (value.length > 600) throw new DOMException("full", "QuotaExceededError");
            storage.setItem(name, value);
          },
        };
        const long: Document = { ...table, label: "long ".repeat(200) } as Document;
        const first = visit(small, server(long), { documents: new Map([["table/t", long]]) });
        first.run(did, cell("r1", "mine"));
        first.close();
        const second = visit(small, there);
        expect(second.get().documents.get("table/t")).toMatchObject(rows("mine", "y"));
        second.close();
        // without it a row that is gone is told by what is known of it
        there.edit({ rows: { r2: { order: "b", out: { m: "y" } } } });
        const third = visit(small, there);
        expect(third.get().conflicts.get("table/t")).toMatchObject([{ path: "/rows/r1", mine: { out: { m: "mine" } } }]);
        third.close();
      });
    });

    test("who closed the draft is told, so that it is known from what others did", async () => {
      const there = server();
      const news = async (since: number): Promise<News> => ({ ...(await there.news(since)), status: "published", closedBy: "user:me" });
      const workspace = createWorkspace({ draft, documents: begun, save: there.save, news });
      await workspace.refresh();
      expect(workspace.get()).toMatchObject({ status: "published", closedBy: "user:me" });
      workspace.close();
    });

    test("what was typed here goes along with a document that they named otherwise", async () => {
      const there = server();
      const workspace = open(there);
      workspace.run(did, cell("r1", "mine"));
      there.edit({ name: "t2" });
      await workspace.refresh();
      await workspace.flush();
      expect(there.stands()).toMatchObject({ name: "t2", ...rows("mine", "y") });
      expect(workspace.get().saving).toBe("saved");
      workspace.close();
    });

    test("that a draft was closed from here is no news", async () => {
      const there = server();
      const news = vi.fn(there.news);
      const workspace = createWorkspace({ draft, documents: begun, save: there.save, news });
      workspace.end();
      await workspace.refresh();
      expect(news).not.toHaveBeenCalled();
      workspace.close();
    });
  });
});
