/** What files may take, as the platform is set up. */
export interface FileLimits {
  /** bytes of one file; a field may want less, never more */
  readonly fileBytes: number;
  /** bytes of all files of a tenant */
  readonly tenantBytes: number;
}

export const usualFileLimits: FileLimits = { fileBytes: 50 * 1024 ** 2, tenantBytes: 5 * 1024 ** 3 };

/** "50 MiB", "1.5 GiB", "900 bytes": as people say how much. */
export function sizeOf(bytes: number): string {
  const units = [
    ["GiB", 1024 ** 3],
    ["MiB", 1024 ** 2],
    ["KiB", 1024],
  ] as const;
  const [unit, worth] = units.find(([, each]) => bytes >= each) ?? ["bytes", 1];
  return `${Math.floor((bytes / worth) * 10) / 10} ${unit}`;
}
