import { inOrder, type DocumentSet } from "#metadata";

/** Option ids of a select field of these documents in their order, by "object.field"; undefined: there is none such. */
export const optionsIn =
  ({ object }: DocumentSet) =>
  (address: string): readonly string[] | undefined => {
    const [name = "", field] = address.split(".");
    const options: unknown = Object.values(object.get(name)?.fields ?? {}).find((each) => each.name === field)?.config?.["options"];
    if (typeof options !== "object" || options === null) return undefined;
    return inOrder(options as Readonly<Record<string, { readonly order: string }>>).map(({ id }) => id);
  };
