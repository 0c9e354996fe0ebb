import { describe, expect, it } from "vitest";
import { setSeen, setVerb, setWritten } from "./grants.ts";

const all = ["name", "phone", "salary"];

describe("a grant", () => {
  it("lets read what may be changed, and nothing without reading", () => {
    expect(setVerb({}, "update", true)).toEqual({ read: true, update: true });
    expect(setVerb({}, "create", true)).toEqual({ create: true });
    expect(setVerb({ read: true, update: true, rows: true }, "update", false)).toEqual({ read: true, rows: true });
    expect(setVerb({ read: true, update: true, hidden: { salary: true } }, "read", false)).toEqual({});
  });
  it("hides fields, which are then not changed either", () => {
    const hidden = setSeen({ read: true, update: true }, "salary", false, all);
    expect(hidden).toEqual({ read: true, update: true, hidden: { salary: true } });
    expect(setSeen(hidden, "salary", true, all)).toEqual({ read: true, update: true });
    expect(setSeen({ read: true, writable: { name: true, salary: true } }, "salary", false, all)).toEqual({
      read: true,
      hidden: { salary: true },
      writable: { name: true },
    });
  });
  it("lists what may be changed only where that is not all that is seen", () => {
    const some = setWritten({ read: true, update: true }, "phone", false, all);
    expect(some).toEqual({ read: true, update: true, writable: { name: true, salary: true } });
    expect(setWritten(some, "phone", true, all)).toEqual({ read: true, update: true });
  });
});
