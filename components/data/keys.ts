/** Keys of the cache: [revision, object, query]. What another revision gave is never shown. */
export const keys = {
  list: (revision: number, object: string, query: Readonly<Record<string, unknown>>) => [revision, object, { list: query }] as const,
  aggregate: (revision: number, object: string, query: Readonly<Record<string, unknown>>) =>
    [revision, object, { aggregate: query }] as const,
  record: (revision: number, object: string, id: string) => [revision, object, { id }] as const,
  history: (revision: number, object: string, id: string) => [revision, object, { history: id }] as const,
  waiting: (revision: number, object: string, id: string) => [revision, object, { waiting: id }] as const,
  /** everything read of one object */
  object: (revision: number, object: string) => [revision, object] as const,
};
