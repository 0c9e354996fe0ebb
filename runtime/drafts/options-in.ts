import { inOrder, settingsOf, type DocumentSet, type Language, type ObjectDocument } from "#metadata";

/** Option ids of a select field of these documents in their order, by "object.field"; undefined: there is none such. */
export const optionsIn =
  ({ object }: DocumentSet) =>
  (address: string): readonly string[] | undefined => {
    const [name = "", field] = address.split(".");
    const options: unknown = Object.values(object.get(name)?.fields ?? {}).find((each) => each.name === field)?.config?.["options"];
    if (typeof options !== "object" || options === null) return undefined;
    return inOrder(options as Readonly<Record<string, { readonly order: string }>>).map(({ id }) => id);
  };

/** The same with what the field's type makes of its config. `objects`: by name. */
export const optionsSet =
  ({ fields }: Language, objects: ReadonlyMap<string, ObjectDocument>) =>
  (address: string): readonly string[] | undefined => {
    const [objectName = "", fieldName = ""] = address.split(".");
    const object = objects.get(objectName);
    const field = Object.values(object?.fields ?? {}).find(({ name }) => name === fieldName);
    if (object === undefined || field === undefined) return undefined;
    const settings = settingsOf(fields, objects, object, field) as { options?: unknown } | undefined;
    if (typeof settings?.options !== "object" || settings.options === null) return undefined;
    return inOrder(settings.options as Readonly<Record<string, { readonly order: string }>>).map(({ id }) => id);
  };
