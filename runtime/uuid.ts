import { randomFillSync } from "node:crypto";
import { V7Generator } from "uuidv7";

/** Chance for many ids at once: asking for it costs several times what making an id does. */
const chance = new Uint32Array(1_024);
let used = chance.length;
const ids = new V7Generator({
  nextUint32() {
    if (used === chance.length) {
      randomFillSync(chance);
      used = 0;
    }
    return chance[used++]!;
  },
});

/** A new id, a UUID of version 7: later ones of one process are greater. */
export const newId = (): string => ids.generate().toString();

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** An id as the platform makes them, in lower case: anything else would be a fault of the database. */
export const isUuid = (value: unknown): value is string => typeof value === "string" && pattern.test(value);
