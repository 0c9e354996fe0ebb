import { randomFillSync } from "node:crypto";
import { V7Generator } from "uuidv7";

// random numbers drawn for many ids at once: an import makes two ids a row
const drawn = new Uint32Array(2_048);
let next = drawn.length;

const generator = new V7Generator({
  nextUint32() {
    if (next === drawn.length) {
      randomFillSync(drawn);
      next = 0;
    }
    return drawn[next++]!;
  },
});

/** A UUID of version 7 (RFC 9562): ids made later stand behind, also within a millisecond. */
export const newId = (): string => generator.generate().toString();
