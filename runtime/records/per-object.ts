import type { ResolvedField, ResolvedObject } from "../effective/effective.ts";

/** Something worked out once for an object as it is published, and kept as long as that is. */
export function perObject<Value>(make: (object: ResolvedObject) => Value): (object: ResolvedObject) => Value {
  return keptFor(make);
}

/** The same for one field. */
export function perField<Value>(make: (field: ResolvedField) => Value): (field: ResolvedField) => Value {
  return keptFor(make);
}

function keptFor<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const kept = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    let found = kept.get(key);
    if (found === undefined) kept.set(key, (found = { value: make(key) }));
    return found.value;
  };
}
