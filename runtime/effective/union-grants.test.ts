import { describe, expect, test } from "vitest";
import type { Grant, RoleDocument } from "#metadata";
import { unionGrants } from "./union-grants.ts";

const role = (name: string, order: Grant | undefined, capabilities?: RoleDocument["capabilities"]): RoleDocument => ({
  kind: "role",
  id: name,
  name,
  label: name,
  ...(capabilities === undefined ? {} : { capabilities }),
  ...(order === undefined ? {} : { objects: { order } }),
});
const own = { "===": [{ var: "owner" }, { var: "$user.id" }] };
const web = { "===": [{ var: "channel" }, "web"] };

describe("roles together", () => {
  test("give nothing where none of them gives anything", () => {
    expect(unionGrants([], "order")).toBeUndefined();
    expect(unionGrants([role("a", undefined)], "order", "read")).toBeUndefined();
    expect(unionGrants([role("a", { read: true })], "other", "read")).toBeUndefined();
    expect(unionGrants([role("a", { read: true })], "constructor", "read")).toBeUndefined();
    expect(unionGrants([role("a", { read: true })], "order", "delete")).toBeUndefined();
  });

  test("give a right on the rows that it was given for, and no other's", () => {
    const roles = [role("reader", { read: true }), role("editor", { read: true, update: true, rows: own })];
    expect(unionGrants(roles, "order", "read")!.rows).toBeUndefined();
    expect(unionGrants(roles, "order", "update")!.rows).toEqual(own);
    expect(unionGrants([...roles, role("web", { update: true, rows: web })], "order", "update")!.rows).toEqual({ or: [own, web] });
    // asked for all at once, a right on fewer rows than may be read is not promised
    const all = unionGrants(roles, "order")!;
    expect([all.read, all.update, all.rows]).toEqual([true, undefined, undefined]);
  });

  test("hide what all of them hide and let write what one of them lets write", () => {
    const roles = [
      role("a", { read: true, update: true, hidden: { cost: true, note: true }, writable: { name: true } }),
      role("b", { read: true, update: true, hidden: { cost: true }, writable: { price: true } }),
    ];
    expect(unionGrants(roles, "order", "read")!.hidden).toEqual({ cost: true });
    expect(unionGrants(roles, "order", "update")!.writable).toEqual({ name: true, price: true });
    const all = unionGrants([...roles, role("c", { update: true })], "order", "update")!;
    expect([all.hidden, all.writable]).toEqual([undefined, undefined]);
  });

  test("with the capability allRecords give everything", () => {
    expect(unionGrants([role("a", { read: true, rows: own }), role("b", undefined, { allRecords: true })], "order")).toEqual({
      read: true,
      create: true,
      update: true,
      delete: true,
      export: true,
      share: true,
    });
  });

  test("let take out and share only what the same role lets read, on its rows", () => {
    const roles = [role("reader", { read: true }), role("taker", { read: true, export: true, share: true, rows: own })];
    expect(unionGrants(roles, "order", "export")!.rows).toEqual(own);
    expect(unionGrants(roles, "order", "share")!.rows).toEqual(own);
    expect(unionGrants([role("blind", { export: true, share: true, create: true })], "order", "export")).toBeUndefined();
    expect(unionGrants([role("reader", { read: true })], "order", "export")).toBeUndefined();
  });
});
