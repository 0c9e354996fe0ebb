import { describe, expect, test, vi } from "vitest";
import type { Document } from "#metadata";
import type { DocumentKey } from "./documents.ts";
import { type Saved, createWorkspace } from "./workspace.ts";

const field = (name: string, order: string) => ({ name, label: name, type: "text", order });
const order = { kind: "object", id: "order", name: "order", label: "Order", fields: { f1: field("number", "a0") } } as const;
const documents = new Map<DocumentKey, Document>([["object/order", order]]);
const draft = { id: "d1", number: 7, base: 3 };

function memory() {
  const map = new Map<string, string>();
  return {
    map,
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
    expect(save.mock.calls).toEqual([["object/order", { ...order, label: "AB" }]]);
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
    expect(storage.map.get("armature.draft.d1")).toContain('"label":""');
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
});
