"use client";
import { nanoid } from "nanoid";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Json } from "#metadata";
import { useText } from "../i18n/index.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Select } from "../ui/select.tsx";
import { TextField } from "../ui/text-field.tsx";
import { type JsonObject, ofKind } from "./documents.ts";
import { nameFrom } from "./name.ts";
import { roomOf } from "./rooms.ts";
import { useStudio, useWorkspace } from "./studio-context.tsx";
import type { ObjectDocument } from "#metadata";

/** A new object or form: label first, the API name follows it until it is typed over. */
export function NewDocumentDialog({ kind, onClose }: { readonly kind: "object" | "form" | string; readonly onClose: () => void }) {
  const t = useTranslations("studio");
  const c = useTranslations("common");
  const text = useText();
  const locale = useLocale();
  const { workspace, place } = useStudio();
  const documents = useWorkspace((state) => state.documents);
  const objects = ofKind<ObjectDocument>(documents, "object");
  const isObject = kind === "object";
  const [label, setLabel] = useState("");
  const [typed, setTyped] = useState<string>();
  const [object, setObject] = useState(objects[0]?.name ?? "");
  const taken = [...documents.values()].filter((document) => document.kind === kind).map(({ name }) => name);
  const name = typed ?? (label === "" ? "" : nameFrom(label, taken, kind));
  const wrong = name !== "" && (!/^[a-z][a-z0-9_]{0,62}$/.test(name) || taken.includes(name));
  const ready = label.trim() !== "" && name !== "" && !wrong && (isObject || object !== "");

  const make = (): void => {
    if (!ready) return;
    const base = { id: name, name, label: { [locale]: label.trim() } };
    const value: JsonObject = isObject
      ? {
          kind: "object",
          ...base,
          titleField: "name",
          fields: {
            [nanoid(10)]: { name: "name", label: { en: "Name", zh: "名称" }, type: "text", order: "a0", required: true } as unknown as Json,
          },
        }
      : { kind: "form", ...base, object, nodes: {} };
    const key = `${isObject ? ("object" as const) : ("form" as const)}/${name}` as const;
    workspace.run(
      { key: isObject ? "addObject" : "addDocument", values: { name: label.trim() } },
      { do: "add", document: key, path: [], id: name, value },
    );
    onClose();
    place.go(`/studio/${roomOf(isObject ? "object" : "form")?.name ?? "objects"}/${name}`);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t(isObject ? "object.add" : "form.newForm")}
      actions={
        <>
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button variant="primary" isDisabled={!ready} onPress={make}>
            {t(isObject ? "object.create" : "form.create")}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        {isObject ? null : (
          <Select
            label={t("form.forObject")}
            items={objects.map((each) => ({ id: each.name, label: text(each.label, each.name) }))}
            value={object}
            onChange={setObject}
          />
        )}
        <TextField label={t("object.label")} value={label} onChange={setLabel} autoFocus isRequired />
        <TextField
          label={t("object.name")}
          help={t("object.nameHelp")}
          value={name}
          onChange={setTyped}
          isMono
          error={wrong ? c(taken.includes(name) ? "problem.name_taken" : "problem.invalid") : undefined}
        />
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
