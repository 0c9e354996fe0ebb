/** What was found in a file before anything is taken from it. */
export interface Preview {
  readonly id: string;
  readonly name: string;
  readonly format: string;
  readonly encoding: string;
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly field?: string; readonly type: string }[];
  readonly sample: readonly (readonly string[])[];
}
