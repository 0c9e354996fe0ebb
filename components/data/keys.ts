/** Keys of the cache: [revision, object, query]. What another revision gave is never shown. */
export const keys = {
  list: (revision: number, object: string, query: Readonly<Record<string, unknown>>) => [revision, object, { list: query }] as const,
  aggregate: (revision: number, object: string, query: Readonly<Record<string, unknown>>) =>
    [revision, object, { aggregate: query }] as const,
  record: (revision: number, object: string, id: string) => [revision, object, { id }] as const,
  history: (revision: number, object: string, id: string) => [revision, object, { history: id }] as const,
  waiting: (revision: number, object: string, id: string) => [revision, object, { waiting: id }] as const,
  transitions: (revision: number, object: string, id: string, version: number) => [revision, object, { transitions: id, version }] as const,
  /** is anything of an object's records still being worked out */
  catchingUp: (revision: number, object: string) => [revision, object, { catchingUp: true }] as const,
  /** everything read of one object */
  object: (revision: number, object: string) => [revision, object] as const,
};
