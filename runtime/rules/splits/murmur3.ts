/** MurmurHash3_x86_32 over bytes, unsigned (Austin Appleby, public domain: https://github.com/aappleby/smhasher). */
export function murmur3(bytes: Uint8Array, seed = 0): number {
  const [c1, c2] = [0xcc9e2d51, 0x1b873593];
  let hash = seed | 0;
  const whole = bytes.length & ~3;
  for (let at = 0; at < whole; at += 4) {
    let word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    word = Math.imul(word, c1);
    word = (word << 15) | (word >>> 17);
    hash ^= Math.imul(word, c2);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let at = bytes.length - 1; at >= whole; at--) rest = (rest << 8) | bytes[at]!;
  if (whole < bytes.length) {
    rest = Math.imul(rest, c1);
    rest = (rest << 15) | (rest >>> 17);
    hash ^= Math.imul(rest, c2);
  }
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
