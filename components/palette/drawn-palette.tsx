"use client";
import { useState } from "react";
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Modal,
  ModalOverlay,
  SearchField,
} from "react-aria-components";
import { useTranslations } from "use-intl";
import { inOrder } from "#metadata";
import { useText, useWords } from "../i18n/index.ts";
import { useScope } from "../render/scope.tsx";
import { Icon } from "../ui/icon.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { MarkedText } from "./marked-text.tsx";
import { useFoundEverywhere } from "./palette-data.ts";

interface Entry {
  readonly id: string;
  readonly href: string;
  readonly icon: string;
  readonly label: string;
  /** further words by which it is found */
  readonly words: string;
}

/** Go to an object, make a record, find one: everything by typing. */
export function DrawnPalette(props: { readonly isOpen: boolean; readonly onClose: () => void; readonly onGo: (href: string) => void }) {
  const t = useTranslations("run.palette");
  const tl = useTranslations("run.list");
  const text = useText();
  const words = useWords();
  const { documents, grants, app } = useScope();
  const [typed, setTyped] = useState("");
  const items = inOrder(documents.app[app ?? ""]?.items ?? {}).flatMap((item) => {
    const object = documents.object[item.object ?? ""];
    return object === undefined || grants?.[object.name]?.read !== true ? [] : [{ item, object }];
  });
  const objects = [...new Map(items.map(({ object }) => [object.name, object])).values()];
  const { found, isWaiting, failed } = useFoundEverywhere(
    typed,
    objects.map(({ name }) => name),
    props.isOpen,
  );
  const sought = typed.trim().toLowerCase();
  const fits = (entry: Entry) => sought === "" || `${entry.label} ${entry.words}`.toLowerCase().includes(sought);
  const goTo = items
    .map(({ item, object }): Entry => ({
      id: `go:${item.id}`,
      href: `/a/${app}/${object.name}`,
      icon: item.icon ?? object.icon ?? "table-2",
      label: text(item.label) || text(object.plural ?? object.label),
      words: object.name,
    }))
    .filter(fits);
  const make = objects
    .filter(({ name }) => grants?.[name]?.create === true)
    .map((object): Entry => ({
      id: `new:${object.name}`,
      href: `/a/${app}/${object.name}/new`,
      icon: "plus",
      label: tl("new", { object: text(object.label) }),
      words: object.name,
    }))
    .filter(fits);
  const close = () => {
    setTyped("");
    props.onClose();
  };
  const go = (href: string) => {
    close();
    props.onGo(href);
  };
  const item =
    "group/item flex min-h-9 cursor-default items-center gap-2 rounded-md px-2 py-1.5 outline-none data-focused:bg-accent-soft-strong max-md:min-h-11";
  const heading = "px-2 pt-3 pb-1 text-sm font-medium text-muted";
  const section = (id: string, title: string, entries: readonly Entry[]) =>
    entries.length === 0 ? null : (
      <ListBoxSection key={id} id={id}>
        <Header className={heading}>{title}</Header>
        {entries.map((entry) => (
          <ListBoxItem key={entry.id} id={entry.id} textValue={entry.label} onAction={() => go(entry.href)} className={item}>
            <span className="flex text-muted">
              <Icon name={entry.icon} />
            </span>
            <span className="ellipsis">{entry.label}</span>
          </ListBoxItem>
        ))}
      </ListBoxSection>
    );
  return (
    <ModalOverlay
      isOpen={props.isOpen}
      onOpenChange={(open) => !open && close()}
      isDismissable
      className="fixed inset-0 z-30 flex items-start justify-center bg-[rgb(20_24_26/.36)] p-4 pt-[12vh] transition-opacity duration-[var(--motion-slow)] data-entering:opacity-0 data-exiting:opacity-0 max-md:p-0"
    >
      <Modal className="floats flex max-h-[70vh] w-full max-w-[600px] flex-col overflow-hidden rounded-xl bg-surface-raised shadow-3 max-md:h-full max-md:max-h-none max-md:rounded-none">
        <Dialog aria-label={t("open")} className="flex min-h-0 flex-1 flex-col outline-none">
          <Autocomplete inputValue={typed} onInputChange={setTyped}>
            <SearchField
              aria-label={t("open")}
              autoFocus
              // Esc leaves at once; by itself the field would first be emptied
              onKeyDown={(event) => {
                if (event.key === "Escape" && !event.nativeEvent.isComposing) close();
              }}
              className="flex flex-none items-center gap-2 border-b border-line px-4"
            >
              <span className="flex flex-none text-muted">
                <Icon name="search" />
              </span>
              <Input
                placeholder={t("placeholder")}
                className="h-12 min-w-0 flex-1 bg-transparent text-lg outline-none [&::-webkit-search-cancel-button]:hidden"
              />
              {isWaiting ? <Spinner /> : null}
            </SearchField>
            <ListBox
              aria-label={t("found")}
              className="min-h-0 flex-1 overflow-auto p-2 outline-none"
              renderEmptyState={() => (
                <p className="px-2 py-6 text-center text-muted">
                  {failed ? t("failed") : isWaiting ? t("looking") : t("nothing", { text: typed.trim() })}
                </p>
              )}
            >
              {found.map(({ object: name, hits, more }) => {
                const object = documents.object[name];
                return (
                  <ListBoxSection key={name} id={`in:${name}`}>
                    <Header className={heading}>{text(object?.plural ?? object?.label)}</Header>
                    {hits.map((hit) => {
                      const field = Object.values(object?.fields ?? {}).find((each) => each.name === hit.excerpt?.field);
                      return (
                        <ListBoxItem
                          key={hit.id}
                          id={hit.id}
                          textValue={hit.title.text}
                          onAction={() => go(`/a/${app}/${name}/${hit.id}`)}
                          className={item}
                        >
                          <span className="flex text-muted">
                            <Icon name={object?.icon ?? "table-2"} />
                          </span>
                          <span className="min-w-0 flex-1">
                            <span className="ellipsis block">
                              <MarkedText {...hit.title} />
                            </span>
                            {hit.excerpt === undefined ? null : (
                              <span className="ellipsis block text-sm text-muted">
                                {text(field?.label)}: <MarkedText {...hit.excerpt} />
                              </span>
                            )}
                          </span>
                        </ListBoxItem>
                      );
                    })}
                    {more ? (
                      <ListBoxItem
                        id={`more:${name}`}
                        textValue={t("more", { objects: words(object?.plural ?? object?.label) })}
                        onAction={() => go(`/a/${app}/${name}?q=${encodeURIComponent(typed.trim())}`)}
                        className={item}
                      >
                        <span className="flex text-muted">
                          <Icon name="arrow-right" />
                        </span>
                        <span className="text-accent-text">{t("more", { objects: words(object?.plural ?? object?.label) })}</span>
                      </ListBoxItem>
                    ) : null}
                  </ListBoxSection>
                );
              })}
              {section("go", t("goTo"), goTo)}
              {section("new", t("make"), make)}
            </ListBox>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
