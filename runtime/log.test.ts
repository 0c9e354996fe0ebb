import { expect, test } from "vitest";
import { createLog } from "./log.ts";

function logged(err: unknown): Record<string, unknown> {
  const lines: string[] = [];
  createLog("info", { write: (line: string) => void lines.push(line) }).error({ err, tenantId: "t" }, "said");
  return JSON.parse(lines[0]!) as Record<string, unknown>;
}

test("what the database says of a row is not written down; where it happened is", () => {
  const fault = Object.assign(new Error('duplicate key value "secret"'), {
    name: "PostgresError",
    code: "23505",
    detail: "Key (value)=(secret) already exists.",
    parameters: ["secret"],
  });
  const line = logged(fault);
  expect(line).toMatchObject({ tenantId: "t", msg: "said", err: { fault: "PostgresError", code: "23505" } });
  expect((line["err"] as { stack: string }).stack).toContain("log.test.ts");
  expect(JSON.stringify(line)).not.toContain("secret");
});

test("a fault of ours keeps its message, and one that is no error says what it was", () => {
  expect(logged(new TypeError("no flow"))).toMatchObject({ err: { fault: "TypeError", message: "no flow" } });
  expect(logged("secret")).toMatchObject({ err: { message: "thrown: string" } });
});
