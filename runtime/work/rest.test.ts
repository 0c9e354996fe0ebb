import { expect, it } from "vitest";
import { createRest } from "./rest.ts";

const forever = 2 ** 30;

it("a pause ends with the news, also with those that came since the last look", async () => {
  const rest = createRest();
  rest.look();
  const pausing = rest.pause(forever);
  rest.wake();
  await pausing;
  await rest.pause(forever);
});

it("news from before the last look end nothing", async () => {
  const rest = createRest();
  rest.wake();
  rest.look();
  let isOver = false;
  const pausing = rest.pause(forever).then(() => (isOver = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isOver).toBe(false);
  rest.wake();
  await pausing;
});

it("a pause ends by itself", async () => {
  await createRest().pause(1);
});
