import { expect, it } from "vitest";
import { accountOf, attemptLimits, countAttempts, networkOf } from "./attempts.ts";

const failing = (attempts: ReturnType<typeof countAttempts>, count: number, peer: (i: number) => string, account: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => attempts.begin(peer(i), account(i))).filter((wait) => wait === 0).length;

it("one peer on one account is stopped, told how long, and let in again later", () => {
  let now = 0;
  const attempts = countAttempts(() => now);
  expect(
    failing(
      attempts,
      50,
      () => "1.2.3.4",
      () => "ann",
    ),
  ).toBe(attemptLimits.pair);
  now = 60_000;
  expect(attempts.begin("1.2.3.4", "ann")).toBe(240);
  expect(attempts.begin("5.6.7.8", "ann")).toBe(0);
  now = 301_000;
  expect(attempts.begin("1.2.3.4", "ann")).toBe(0);
});

it("turning the account, or the peer, does not help", () => {
  expect(
    failing(
      countAttempts(),
      500,
      () => "1.2.3.4",
      (i) => `user${i}`,
    ),
  ).toBe(attemptLimits.peer);
  expect(
    failing(
      countAttempts(),
      500,
      (i) => `10.0.0.${i}`,
      () => "ann",
    ),
  ).toBe(attemptLimits.account);
});

it("a right password does not count", () => {
  const attempts = countAttempts();
  for (let i = 0; i < 500; i++) {
    expect(attempts.begin("1.2.3.4", "ann")).toBe(0);
    attempts.forgive("1.2.3.4", "ann");
  }
});

it("spellings of one account are one", () => {
  const spellings = ["ann@example.test", " ANN@example.test", "Ａnn@example.test", "ann＠example.test"];
  expect(new Set(spellings.map(accountOf)).size).toBe(1);
});

it.each([
  ["10.0.0.1", "10.0.0.1"],
  ["::ffff:10.0.0.1", "10.0.0.1"],
  ["2001:db8:0:1::5", "2001:db8:0:1"],
  ["2001:0db8:0000:0001:ffff:1:2:3", "2001:db8:0:1"],
  ["::1", "0:0:0:0"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["2001:db8::", "2001:db8:0:0"],
])("%s is of %s", (address, network) => expect(networkOf(address)).toBe(network));
