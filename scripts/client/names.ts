/** Names of the language and of what runs it: a tenant's object called "map" or "request" must not hide them. */
const taken = [
  "Record",
  "Object",
  "Array",
  "String",
  "Number",
  "Boolean",
  "Symbol",
  "Function",
  "Date",
  "Error",
  "TypeError",
  "Map",
  "Set",
  "Promise",
  "Proxy",
  "Reflect",
  "JSON",
  "Math",
  "RegExp",
  "Request",
  "Response",
  "Headers",
  "URL",
  "URLSearchParams",
  "RequestInit",
  "AbortSignal",
  "AsyncGenerator",
  "Readonly",
  "Omit",
  "Pick",
  "NonNullable",
  "Partial",
  "Exclude",
  "Event",
  "Element",
  "Node",
  "File",
  "Blob",
  "BigInt",
  "Tenant",
];

/** Gives each of a tenant's objects and tables a name of its own among types: "order_line" → "OrderLine". */
export function createNames(core: string): (wanted: string, suffix?: string) => string {
  const used = new Set(taken);
  for (const [, name] of core.matchAll(/(?:interface|type|class|function|const)\s+([A-Za-z_$][\w$]*)/g)) used.add(name!);
  return (wanted, suffix = "") => {
    const pascal = wanted.replaceAll(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()).replaceAll(/[^A-Za-z0-9]/g, "");
    let name = pascal + suffix;
    if (used.has(name) && suffix === "") name = `${pascal}Record`;
    for (let n = 2; used.has(name); n++) name = `${pascal}${n}${suffix}`;
    used.add(name);
    return name;
  };
}
