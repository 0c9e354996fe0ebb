"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Document, Logic, ViewDocument } from "#metadata";
import { api, ApiProblem } from "../../data/api.ts";
import { openDraft, readDocuments, saveDocument } from "../../designer/server.ts";
import { nameFrom } from "../../designer/name.ts";
import { useText } from "../../i18n/provider.tsx";
import type { ShownObject } from "../../render/object.ts";
import { useTell } from "../../render/say.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Menu } from "../../ui/menu.tsx";
import { useNavigation } from "../../ui/navigation.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { toast } from "../../ui/toaster.tsx";
import type { ListColumn } from "./list-state.ts";

/** Keeps what a list is narrowed to and sorted by in its view, or in a new one: in the draft, for those who design. */
export function SaveView(props: {
  readonly object: ShownObject;
  readonly view: ViewDocument | undefined;
  readonly columns: readonly ListColumn[];
  /** the view's own and what was added to it */
  readonly filter: Logic | undefined;
  readonly sort: string | undefined;
}) {
  const { object, view, columns, filter, sort } = props;
  const t = useTranslations("run.view");
  const tc = useTranslations("common");
  const text = useText();
  const locale = useLocale();
  const tell = useTell();
  const { navigate } = useNavigation();
  const me = useQuery({
    queryKey: ["me"],
    queryFn: () => api<{ capabilities: readonly string[] }>("/me"),
    staleTime: 600_000,
    retry: false,
  });
  const [name, setName] = useState<string>();
  const [busy, setBusy] = useState(false);
  if (me.data?.capabilities.includes("design") !== true) return null;
  const save = async (label: string | undefined) => {
    setBusy(true);
    try {
      const draft = await openDraft();
      const documents = await readDocuments(draft.id);
      const views = [...documents.values()].filter((each): each is ViewDocument => each.kind === "view");
      const own = views.find((each) => each.name === view?.name);
      const { filter: _f, sort: _s, ...rest } = label === undefined && own !== undefined ? own : fresh(label ?? "", views);
      const next = { ...rest, ...(filter === undefined ? {} : { filter }), ...(sort === undefined ? {} : { sort }) } as Document;
      const saved = await saveDocument(draft.id, `view/${next.name}`, next, documents.get(`view/${next.name}`));
      if (!saved.ok) throw new ApiProblem(422, { problems: saved.problems }, undefined);
      setName(undefined);
      toast(t("saved", { draft: draft.number }), { label: t("toStudio"), run: () => navigate("/studio") });
    } catch (fault) {
      toast(t("notSaved", { reason: tell(fault) }));
    } finally {
      setBusy(false);
    }
  };
  const fresh = (label: string, views: readonly ViewDocument[]): Omit<ViewDocument, "id"> => ({
    kind: "view",
    name: nameFrom(
      `${object.name} ${label}`,
      views.map((each) => each.name),
    ),
    label: { [locale]: label },
    object: object.name,
    order: "z0",
    columns:
      view?.columns ??
      Object.fromEntries(
        columns.map(({ field, width }, at) => [
          field.name,
          { field: field.name, order: `a${at.toString(36).padStart(2, "0")}`, ...(width === undefined ? {} : { width }) },
        ]),
      ),
  });
  return (
    <>
      <Menu
        label={t("save")}
        trigger={
          <Button variant="ghost" size="sm" isBusy={busy}>
            {t("save")}
          </Button>
        }
        entries={[
          ...(view === undefined ? [] : [{ id: "own", label: t("inView", { view: text(view.label, view.name) }) }]),
          { id: "new", label: t("asNew") },
        ]}
        onAction={(id) => (id === "own" ? void save(undefined) : setName(""))}
      />
      <Dialog
        isOpen={name !== undefined}
        onClose={() => setName(undefined)}
        title={t("newTitle")}
        actions={
          <>
            <Button onPress={() => setName(undefined)}>{tc("cancel")}</Button>
            <Button variant="primary" isBusy={busy} isDisabled={(name ?? "").trim() === ""} onPress={() => void save((name ?? "").trim())}>
              {t("saveNew")}
            </Button>
          </>
        }
      >
        <TextField label={t("name")} value={name ?? ""} onChange={setName} autoFocus />
        <p className="mt-2 text-sm text-muted">{t("help")}</p>
      </Dialog>
    </>
  );
}
