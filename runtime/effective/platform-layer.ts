import { layerOf, type RoleDocument } from "#metadata";

const role = (name: string, label: RoleDocument["label"], capabilities: RoleDocument["capabilities"]): RoleDocument => ({
  kind: "role",
  id: name,
  name,
  label,
  ...(capabilities === undefined ? {} : { capabilities }),
});

/** What every tenant has before any package: the roles that memberships, keys and links name. Tenants cannot change them; packages may add to them. */
export const platformLayer = layerOf("platform", [
  role("implementer", { en: "Implementer", zh: "实施人员" }, { design: true, administer: true, allRecords: true }),
  role("operator", { en: "Operator", zh: "运维人员" }, { operate: true }),
  role("customer", { en: "Customer", zh: "顾客" }, undefined),
]);
