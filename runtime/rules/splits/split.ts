import { murmur3 } from "./murmur3.ts";

export interface Arm {
  readonly id: string;
  /** a whole number from 0 on */
  readonly weight: number;
}

export interface Assigned<Of extends Arm> {
  readonly arm: Of;
  /** the place of the key among the weights, from 0 on below their sum: the arm owns it */
  readonly bucket: number;
  /** sum of the weights */
  readonly of: number;
}

const utf8 = new TextEncoder();

/**
 * The arm of a key: always the same one for the same salt and weights, in every process. The buckets are handed out in the arms' order,
 * so the keys of a growing first arm only ever join it. Undefined: no key, or no weight.
 * The algorithm is that of flagd's `fractional`: (murmur3_x86_32(utf8(salt + key)) · sum of weights) >> 32.
 */
export function assign<Of extends Arm>(arms: readonly Of[], salt: string, key: string | undefined): Assigned<Of> | undefined {
  const of = arms.reduce((sum, { weight }) => sum + weight, 0);
  if (key === undefined || key === "" || of <= 0) return undefined;
  const bucket = bucketOf(murmur3(utf8.encode(salt + key)), of);
  let until = 0;
  for (const arm of arms) {
    until += arm.weight;
    if (bucket < until) return { arm, bucket, of };
  }
  return undefined;
}

/** (hash · of) >> 32 without leaving the exact numbers: of may have 31 bits. */
export const bucketOf = (hash: number, of: number): number => Number((BigInt(hash) * BigInt(of)) >> 32n);
