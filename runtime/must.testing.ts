import type { Result } from "#metadata";

/** What came of something that a test needs beforehand. @throws its problems */
export function must<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 1));
  return result.value;
}
