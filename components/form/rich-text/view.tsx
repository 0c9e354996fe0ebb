"use client";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { plainText, richText } from "#metadata/vocabulary";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import { Popover } from "../../ui/popover.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { InputFrame } from "../input-frame.tsx";
import { safeAddress } from "../safe-address.ts";
import type { richText as definition } from "./definition.ts";

/** Text with headings, lists, emphasis and links. What goes into the form is written anew from the closed set of marks; so is what is pasted. */
export const RichTextInput: View<typeof definition> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={props.width === "auto" ? undefined : "col-span-full"} />;
};

const deeds = [
  { name: "bold", icon: "bold", key: "B", command: "bold" },
  { name: "italic", icon: "italic", key: "I", command: "italic" },
  { name: "underline", icon: "underline", key: "U", command: "underline" },
  { name: "heading2", icon: "heading-2", command: "formatBlock", argument: "h2" },
  { name: "heading3", icon: "heading-3", command: "formatBlock", argument: "h3" },
  { name: "quote", icon: "quote", command: "formatBlock", argument: "blockquote" },
  { name: "bullets", icon: "list", command: "insertUnorderedList" },
  { name: "numbers", icon: "list-ordered", command: "insertOrderedList" },
] as const;

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const t = useTranslations("run.inputs");
  const area = useRef<HTMLDivElement>(null);
  const written = useRef<string>(undefined);
  const kept = useRef<Range>(undefined);
  const [on, setOn] = useState<ReadonlySet<string>>(new Set());
  const [linking, setLinking] = useState(false);
  const [address, setAddress] = useState("");
  const stands = typeof bound.value === "string" ? bound.value : "";

  useEffect(() => {
    // only what comes from elsewhere is laid into the editor: the caret stays where one types
    if (area.current === null || written.current === stands) return;
    written.current = stands;
    area.current.innerHTML = richText(stands);
  }, [stands]);

  const read = () => {
    const html = richText(area.current?.innerHTML ?? "");
    const next = plainText(html) === "" ? "" : html;
    written.current = next;
    bound.onChange(next === "" ? undefined : next);
  };
  const look = () => {
    const now = new Set<string>();
    for (const { name, command, ...deed } of deeds) {
      const block = "argument" in deed ? globalThis.document.queryCommandValue?.("formatBlock") === deed.argument : undefined;
      if (block ?? globalThis.document.queryCommandState?.(command)) now.add(name);
    }
    setOn(now);
  };
  // the browser's own commands: they know undo, and every keyboard and input method
  const act = (command: string, argument?: string) => {
    area.current?.focus();
    globalThis.document.execCommand?.(command, false, argument);
    read();
    look();
  };
  const press = ({ name, command, ...deed }: (typeof deeds)[number]) =>
    act(command, "argument" in deed ? (on.has(name) ? "p" : deed.argument) : undefined);
  const keep = () => {
    const selection = globalThis.getSelection();
    if (selection !== null && selection.rangeCount > 0 && area.current?.contains(selection.anchorNode) === true)
      kept.current = selection.getRangeAt(0).cloneRange();
  };
  const link = (close: () => void) => {
    const href = safeAddress(/^[a-z]+:|^[/?#.]/iu.test(address) ? address : `https://${address}`);
    if (href === undefined || !/^(?:https?|mailto|tel):/iu.test(href)) return;
    close();
    area.current?.focus();
    const selection = globalThis.getSelection();
    if (kept.current !== undefined && selection !== null) {
      selection.removeAllRanges();
      selection.addRange(kept.current);
    }
    if (selection?.isCollapsed !== false)
      act("insertHTML", richText(`<a href="${href.replaceAll('"', "%22")}">${href.replaceAll("<", "&lt;")}</a>`));
    else act("createLink", href);
    setAddress("");
  };
  return (
    <InputFrame bound={bound} isGroup className={className}>
      {({ label, foot }) => (
        <div
          className={cx(
            "rounded-md border bg-surface focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-focus",
            bound.error === undefined ? "border-line-strong" : "border-danger-fill",
            bound.isReadOnly && "border-line bg-surface-sunken",
          )}
        >
          {bound.isReadOnly ? null : (
            <div
              role="toolbar"
              aria-label={t("formatting", { field: bound.label })}
              className="flex flex-wrap gap-0.5 border-b border-line p-1"
            >
              {deeds.map((deed) => (
                <IconButton
                  key={deed.name}
                  icon={deed.icon}
                  size="sm"
                  label={t(deed.name)}
                  shortcut={"key" in deed ? `⌘${deed.key}` : undefined}
                  isOn={on.has(deed.name)}
                  onPress={() => press(deed)}
                />
              ))}
              <Popover
                label={t("link")}
                isOpen={linking}
                onOpenChange={(open) => {
                  if (open) keep();
                  setLinking(open);
                }}
                trigger={<IconButton icon="link" size="sm" label={t("link")} shortcut="⌘K" />}
              >
                {(close) => (
                  <div
                    className="flex items-end gap-2"
                    onKeyDown={(event) => {
                      if (event.key !== "Enter") return;
                      event.preventDefault();
                      event.stopPropagation();
                      link(close);
                    }}
                  >
                    <TextField
                      label={t("linkAddress")}
                      value={address}
                      onChange={setAddress}
                      placeholder="https://"
                      autoFocus
                      className="w-64"
                    />
                    <Button onPress={() => link(close)}>{t("setLink")}</Button>
                  </div>
                )}
              </Popover>
              <IconButton icon="unlink" size="sm" label={t("unlink")} onPress={() => act("unlink")} />
              <IconButton
                icon="remove-formatting"
                size="sm"
                label={t("plain")}
                onPress={() => {
                  act("removeFormat");
                  act("formatBlock", "p");
                }}
              />
            </div>
          )}
          <div
            ref={area}
            role="textbox"
            tabIndex={0}
            aria-multiline="true"
            aria-labelledby={label}
            aria-describedby={foot}
            aria-required={bound.isRequired}
            aria-readonly={bound.isReadOnly}
            aria-invalid={bound.error !== undefined}
            contentEditable={!bound.isReadOnly}
            suppressContentEditableWarning
            data-placeholder={bound.placeholder ?? ""}
            className="prose min-h-24 px-3 py-2 outline-none empty:before:text-faint empty:before:content-[attr(data-placeholder)]"
            onInput={read}
            onKeyUp={look}
            onPointerUp={look}
            onFocus={() => globalThis.document.execCommand?.("defaultParagraphSeparator", false, "p")}
            onKeyDown={(event) => {
              if (!(event.metaKey || event.ctrlKey)) return;
              if (event.key.toLowerCase() === "k") {
                event.preventDefault();
                event.stopPropagation();
                keep();
                setLinking(true);
                return;
              }
              const deed = deeds.find((each) => "key" in each && each.key.toLowerCase() === event.key.toLowerCase());
              if (deed === undefined) return;
              event.preventDefault();
              event.stopPropagation();
              press(deed);
            }}
            onPaste={(event) => {
              event.preventDefault();
              const html = event.clipboardData.getData("text/html");
              const text = event.clipboardData.getData("text/plain");
              if (html === "") act("insertText", text);
              else act("insertHTML", richText(html));
            }}
            onDrop={(event) => event.preventDefault()}
            onBlur={bound.onBlur}
          />
        </div>
      )}
    </InputFrame>
  );
}
