import { expect, test } from "vitest";
import { nameFrom } from "./name.ts";

test.each([
  ["供应商", "gong_ying_shang"],
  ["Pick-up time", "pick_up_time"],
  ["VIP 客户", "vip_ke_hu"],
  ["  Größe ", "gro_e"],
  ["2nd address", "nd_address"],
  ["id", "id_2"],
  ["!!!", "field"],
])("%s → %s", (label, name) => {
  expect(nameFrom(label)).toBe(name);
});

test("a name in use gets a number", () => {
  expect(nameFrom("Amount", ["amount", "amount_2"])).toBe("amount_3");
});
